import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { TIMEOUTS } from "../../../clickhouse/endpoint.ts";
import { openServerReader } from "../../../clickhouse/server.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { reportRun, runIngest } from "../../../ingest/run.ts";
import { problem, withApi } from "../../api/lend-api.ts";
import { seasonLines } from "../../crash/history.ts";
import { runCommand } from "../../support/command.ts";
import { inOrder, readState } from "../../support/database-state.ts";
import type { FaultKind } from "../../support/front/faults.ts";
import { FRONT_USERS } from "../../support/front/with-front.ts";
import { asFile, requestFor, SILENT } from "../../support/ingest-lines.ts";
import { runOracle } from "../../support/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { withServer, type LentServer } from "./lend-server.ts";

const KINDS: readonly FaultKind[] = [
  ...(["reset", "stall", "unavailable", "drop-answer", "overloaded"] as const),
];

/** Steps of a run: loading, deriving, publishing, reading, the lock. */
const STEPS = [
  "load-blocks",
  "^sessions$",
  "late-rejects",
  "ledger-publishing",
  "move-rows",
  "ledger-done",
  "take-writer-lock",
  "release-writer-lock",
];

/** Short: what stalls here stalls for ever. */
const timeouts = { ...TIMEOUTS, write: 1500, control: 1500 };

/** All pairs of a step and a kind are 40; the first eight have all of each. */
const CASES = Number(process.env["FAULT_CASES"] ?? 10);

/** Runs the command until it succeeds; says how often it failed. */
async function ingest(
  { open }: LentServer,
  folder: string,
  file: string,
): Promise<number> {
  const store = await open({ timeouts, compress: true });
  for (let failures = 0; ; failures++) {
    try {
      const { signal } = new AbortController();
      const request = requestFor(folder, [file]);
      const summary = await runIngest(store, request, SILENT, signal);
      await reportRun(store, summary);
      return failures;
    } catch (error) {
      const expected =
        error instanceof TouchlineError &&
        error.kind === "database_unavailable";
      if (!expected || failures > 2) throw error;
    }
  }
}

describe("a run on a server that fails", function () {
  this.timeout(600_000);

  it("is exactly once, whatever fails at whatever step", () =>
    withServer(async (server) => {
      const { front, folder, open } = server;
      const lines = seasonLines(1);
      const perFile = Math.ceil(lines.length / CASES);
      for (let i = 0; i < CASES; i++) {
        const file = join(folder, `${i}.jsonl`);
        writeFileSync(
          file,
          asFile(lines.slice(i * perFile, (i + 1) * perFile)),
        );
        const kind = KINDS[i % KINDS.length] as FaultKind;
        const step = STEPS[i % STEPS.length] as string;
        await front.inject({ kind, step });
        await ingest(server, folder, file);
        await front.heal();
      }
      expect(front.injected).to.have.length(CASES);
      const store = await open();
      const expected = runOracle(lines, {
        countries: SEASON_COUNTRIES,
        now: SEASON_NOW,
      });
      expect(inOrder(await readState(store))).to.deep.equal(inOrder(expected));
    }));

  it("keeps nothing where the server is away, and is done once it is back", () =>
    withServer(async (server) => {
      const { front, folder, open } = server;
      const file = join(folder, "events.jsonl");
      writeFileSync(file, asFile(seasonLines(1).slice(0, 200)));
      const environment = {
        ...front.environment,
        DATA_DIR: join(folder, "client"),
      };
      const command = () =>
        runCommand(["ingest", "--workers", "1", file], {
          env: environment,
        });
      await front.down();
      const failed = await command();
      expect(failed.status).to.equal(1);
      expect(failed.stderr).to.match(
        /^touchline: cannot reach ClickHouse at http:\/\/127\.0\.0\.1:\d+ \(.*\): start it, or set CLICKHOUSE_URL to where it is\n$/,
      );
      expect(failed.stderr).not.to.contain(FRONT_USERS.touchline.password);
      await front.up();
      const store = await open();
      const runs = () =>
        store.rows({ name: "runs", sql: "SELECT run_id FROM runs" });
      expect(await runs()).to.deep.equal([]);
      expect((await command()).status).to.equal(0);
      expect(await runs()).not.to.deep.equal([]);
    }));

  it("has the API answer 503 while the server is away, and recover by itself", () =>
    withServer(async ({ front }) => {
      const store = openServerReader({
        url: front.url,
        database: "game",
        user: "touchline_api",
        password: FRONT_USERS.touchline_api.password,
      });
      const logged: string[] = [];
      const log = (text: string) => void logged.push(text);
      await withApi({ store, log }, async (origin) => {
        const ask = async () => {
          const response = await fetch(`${origin}/api/game-stats`);
          return { status: response.status, body: await response.json() };
        };
        expect((await ask()).status).to.equal(200);
        await front.down();
        const message = "the database is not available now; try again later";
        expect(await ask()).to.deep.equal({
          status: 503,
          body: problem(503, "database_unavailable", message),
        });
        expect(logged.join()).to.contain("cannot reach ClickHouse");
        expect(logged.join()).not.to.contain(
          FRONT_USERS.touchline_api.password,
        );
        await front.up();
        expect((await ask()).status).to.equal(200);
      });
      await store.close();
    }));
});
