import { join } from "node:path";
import { expect } from "chai";
import { runHere } from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";
import {
  settingsOf,
  withEngineCluster,
} from "../support/database/engine-cluster.ts";
import { asCommand } from "../support/database/as-command.ts";
import {
  buildPing,
  buildRegistration,
  NOON,
  writeUsual,
} from "../support/events/events.ts";
import { startApiHere } from "../support/start-api.ts";

const user = (number: number) =>
  `0000000${number}-0000-4000-8000-00000000000${number}`;

/** Eight players, each registered and with a ping. */
const LINES = Array.from({ length: 8 }, (_, at) => {
  const of = { user_id: user(at + 1) };
  return [
    writeUsual(
      buildRegistration(of, { event_id: 2 * at + 1, event_timestamp: NOON }),
    ),
    writeUsual(
      buildPing(of, { event_id: 2 * at + 2, event_timestamp: NOON + 5 }),
    ),
  ];
})
  .flat()
  .join("\n");

describe("a database that has lost a shard", function () {
  this.timeout(120_000);

  it("answers what needs the others only, and takes no run until the shard is back", () =>
    withFolder((folder) =>
      withEngineCluster({ shards: 2 }, async (cluster) => {
        const env = { ...settingsOf(cluster), DATA_DIR: join(folder, "data") };
        const ingest = (input: string) =>
          runHere(["ingest", "--workers", "1", "-"], { env, input });
        expect(await ingest(LINES)).to.include({ status: 0 });
        const placed = await asCommand(env, (store) =>
          store.rows<{ id: string; shard: number }>({
            name: "places",
            sql: "SELECT toString(user_id) AS id, _shard_num AS shard FROM summed_players",
          }),
        );
        const on = (shard: number) =>
          placed.filter((one) => one.shard === shard).map(({ id }) => id);
        expect(on(1)).not.to.have.length(0);
        expect(on(2)).not.to.have.length(0);

        const api = await startApiHere(env);
        const statusOf = async (path: string) =>
          (await fetch(`${api.url}${path}`)).status;
        const askAll = (ids: readonly string[]) =>
          Promise.all(
            ids.map((id) => statusOf(`/api/user-stats?user_id=${id}`)),
          );
        await cluster.nodes[1]?.kill();
        // In one batch, and alone.
        const [here, there] = await Promise.all([askAll(on(1)), askAll(on(2))]);
        expect(new Set(here)).to.deep.equal(new Set([200]));
        expect(new Set(there)).to.deep.equal(new Set([503]));
        expect(await askAll(on(1))).to.deep.equal(here);
        expect(await statusOf("/api/daily")).to.equal(503);

        const url = cluster.nodes[1]?.admin.url;
        const later = writeUsual(
          buildPing(
            { user_id: user(1) },
            { event_id: 99, event_timestamp: NOON + 900 },
          ),
        );
        const refused = await ingest(later);
        expect(refused.status).to.equal(1);
        expect(refused.stderr).to.contain(`cannot reach ClickHouse at ${url}`);

        await cluster.nodes[1]?.restart();
        expect(await statusOf("/api/daily")).to.equal(200);
        expect(new Set(await askAll(on(2)))).to.deep.equal(new Set([200]));
        expect(await ingest(later)).to.include({ status: 0 });
        const runs = await runHere(["runs", "--json"], { env });
        expect((JSON.parse(runs.stdout) as unknown[]).length).to.equal(2);
        const { stderr } = await api.stop();
        expect(stderr).to.match(
          /cannot reach a shard of the database \(.*127\.0\.0\.1:\d+/,
        );
      }),
    ));
});
