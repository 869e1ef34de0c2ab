import { expect } from "chai";
import type { Endpoint } from "../../../clickhouse/connection/endpoint.ts";
import { renderSharded } from "../../../clickhouse/schema/render-sharded.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import { openStore } from "../../../runs/open-store.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { changeTable } from "../../../clickhouse/schema/tables.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { NOBODY } from "../../support/database/database-pool.ts";
import {
  CLUSTER,
  withEngineCluster,
  type ClusterNode,
} from "../../support/database/engine-cluster.ts";
import { withFolder } from "../../support/command/folders.ts";

/** Opens a store on the database game of a node, which it makes. */
async function open(
  admin: Endpoint,
  dataDir: string,
  cluster = "",
): Promise<Store> {
  const store = openStore({
    endpoint: { ...admin, database: "game" },
    dataDir,
    spoolFolder: makeSpoolFolder(dataDir),
    contender: NOBODY,
    cluster,
  });
  await store.createDatabase();
  return store;
}

/** Lends the database game on two shards, by a store on each. */
function withTwoShards<T>(
  work: (stores: readonly Store[]) => Promise<T>,
): Promise<T> {
  return withFolder((folder) =>
    withEngineCluster({ shards: 2 }, async (nodes) => {
      const stores = await Promise.all(
        nodes.map(({ admin }) => open(admin, folder)),
      );
      try {
        const [, ...statements] = renderSharded("game", CLUSTER);
        await Promise.all(
          stores.map(async (store) => {
            // There is no Keeper here.
            for (const sql of statements)
              await run(store, sql.replaceAll("Replicated", ""));
          }),
        );
        return await work(stores);
      } finally {
        await Promise.all(stores.map((store) => store.close()));
      }
    }),
  );
}

const run = (store: Store, sql: string): Promise<void> =>
  store.command({ name: "shards", sql });

const rows = (store: Store | undefined, sql: string): Promise<unknown[]> =>
  store?.rows({ name: "shards", sql }) ?? Promise.resolve([]);

/** A user's UUID from a number. */
const user = (number: string) => `reinterpretAsUUID(toUInt128(${number}))`;

const SESSIONS = `INSERT INTO change_sessions (date, user_id, session_start, session_end, run_id, sign)
  SELECT toDate('2024-10-01') + number % 5, ${user("number % 97")}, 1727740800 + 100 * number, 1727740860 + 100 * number, 1, 1
  FROM numbers(1000)`;

const MATCHES = `INSERT INTO change_matches
  SELECT ${user("number")}, number, number, '2024-10-01', 1728000000, 1728000100, ${user("number % 97")}, ${user("(number + 1) % 97")}, 2, 1, 1, 1
  FROM numbers(500)`;

const SUMS = `SELECT sum(session_count) AS sessions, sum(time_spent_in_game) AS seconds,
    uniqExact(user_id) AS users, count() AS session_days,
    (SELECT sum(total_points_home) FROM change_match_data) AS points,
    (SELECT sum(total_duration) FROM change_match_data) AS duration,
    (SELECT sum(sign) FROM change_player_matches) AS matches,
    (SELECT sum(sign) FROM change_player_sessions) AS player_sessions,
    (SELECT count() FROM change_sessions) AS rows
  FROM change_session_data`;

describe("shards", function () {
  this.timeout(60_000);

  it("each get their share, and the views return sums by user on every shard", () =>
    withTwoShards(async (stores) => {
      const [first, second] = stores;
      if (!first || !second) throw new Error("there are two");
      const settings = "SETTINGS distributed_foreground_insert = 1";
      await run(first, `${SESSIONS} ${settings}`);
      await run(second, `${MATCHES} ${settings}`);
      for (const store of stores)
        expect(await rows(store, SUMS)).to.deep.equal([
          {
            sessions: 1000,
            seconds: 60_000,
            matches: 1000,
            duration: 100_000,
            points: 1500,
            users: 97,
            session_days: 485,
            player_sessions: 1000,
            rows: 1000,
          },
        ]);

      // Each of them has a share, and a user is on one of them.
      const shares = await Promise.all(
        stores.map((store) =>
          store.rows<{ users: string[]; sessions: number }>({
            name: "share",
            sql: `SELECT groupUniqArray(toString(user_id)) AS users, toUInt32(sum(sign)) AS sessions
              FROM change_player_sessions_local`,
          }),
        ),
      );
      const [one, other] = shares.map(([share]) => share);
      expect(one?.users).to.have.length.within(20, 77);
      expect((one?.users.length ?? 0) + (other?.users.length ?? 0)).to.equal(
        97,
      );
      expect((one?.sessions ?? 0) + (other?.sessions ?? 0)).to.equal(1000);
      // All that is stored of a user is where the user's sessions are.
      for (const table of [
        "sessions",
        "session_data",
        "match_data",
        "player_matches",
      ])
        expect(
          await rows(
            first,
            `SELECT uniqExact(user_id) AS users FROM change_${table}_local
              WHERE user_id NOT IN (SELECT user_id FROM change_player_sessions_local)`,
          ),
          table,
        ).to.deep.equal([{ users: 0 }]);
    }));

  it("keep all rows of a user together", () => {
    const ofUser = renderSharded("game", "main").filter((sql) =>
      /^CREATE TABLE IF NOT EXISTS \w+_local\n[^;]*^ {4}user_id UUID/m.test(
        sql,
      ),
    );
    expect(ofUser).to.have.length(10);
    const all = renderSharded("game", "main").join(";\n");
    for (const sql of ofUser) {
      const [, table = ""] = /EXISTS (\w+)_local/.exec(sql) ?? [];
      for (const name of [table, changeTable(table)])
        expect(all).to.contain(
          `ENGINE = Distributed('main', currentDatabase(), '${name}_local', cityHash64(user_id))`,
        );
    }
  });

  it("are rejected as the target of a run, as is an unknown cluster", () =>
    withFolder((folder) =>
      withEngineCluster({ shards: 2 }, async ([node]) => {
        const { admin } = node as ClusterNode;
        for (const [cluster, pattern] of [
          [
            CLUSTER,
            /^the cluster main has 2 shards, and a run is published on one/,
          ],
          ["mian", /^ClickHouse at \S+ has no cluster mian: set /],
        ] as const) {
          const failure: unknown = await open(admin, folder, cluster).catch(
            (error: unknown) => error,
          );
          expect(failure).to.be.instanceOf(TouchlineError);
          expect((failure as TouchlineError).message).to.match(pattern);
        }
      }),
    ));
});
