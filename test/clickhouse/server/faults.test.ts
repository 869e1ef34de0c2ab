import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openReader } from "../../../runs/open-store.ts";
import { problem, withApi } from "../../api/lend-api.ts";
import { seasonLines } from "../../crash/laboratory/history.ts";
import { runHere } from "../../support/command/command.ts";
import { asFile } from "../../support/command/ingest-lines.ts";
import { withServer } from "./lend-server.ts";

// test/long injects every kind of fault into a run.
describe("a run on a server that fails", function () {
  this.timeout(600_000);

  it("stores nothing while the server is down, and succeeds once it is back", () =>
    withServer(async (server) => {
      const { proxy, admin, folder, settings, open } = server;
      const file = join(folder, "events.jsonl");
      writeFileSync(file, asFile(seasonLines(1).slice(0, 200)));
      const command = () =>
        runHere(["ingest", "--workers", "1", file], { env: settings });
      await proxy.down();
      const failed = await command();
      expect(failed.status).to.equal(1);
      expect(failed.stderr).to.match(
        /^touchline: cannot reach ClickHouse at http:\/\/127\.0\.0\.1:\d+ \(.*\): start it, or set CLICKHOUSE_URL to where it is\n$/,
      );
      expect(failed.stderr).not.to.contain(admin.password);
      await proxy.up();
      const store = await open();
      const runs = () =>
        store.rows({ name: "runs", sql: "SELECT run_id FROM runs" });
      expect(await runs()).to.deep.equal([]);
      expect((await command()).status).to.equal(0);
      expect(await runs()).not.to.deep.equal([]);
    }));

  it("makes the API answer 503 while the server is down, and recover by itself", () =>
    withServer(async ({ proxy, reader }) => {
      const store = openReader(reader);
      const logged: string[] = [];
      const log = (text: string) => void logged.push(text);
      await withApi({ store, log }, async (origin) => {
        const ask = async () => {
          const response = await fetch(`${origin}/api/game-stats`);
          return { status: response.status, body: await response.json() };
        };
        expect((await ask()).status).to.equal(200);
        await proxy.down();
        const message = "the database is not available: try again later";
        expect(await ask()).to.deep.equal({
          status: 503,
          body: problem(503, "database_unavailable", message),
        });
        expect(logged.join()).to.contain("cannot reach ClickHouse");
        expect(logged.join()).not.to.contain(reader.password);
        await proxy.up();
        expect((await ask()).status).to.equal(200);
      });
      await store.close();
    }));
});
