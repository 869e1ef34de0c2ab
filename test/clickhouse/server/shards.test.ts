import { expect } from "chai";
import type { Endpoint } from "../../../clickhouse/connection/endpoint.ts";
import {
  createWhole,
  OF_USER,
  renderSharded,
} from "../../../clickhouse/schema/render-sharded.ts";
import { databaseExists } from "../../../clickhouse/schema/create-database.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import { migrate, remakeSchema } from "../../../runs/migrate.ts";
import { openReader, openStore } from "../../../runs/open-store.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { changeTable } from "../../../clickhouse/schema/tables.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { NOBODY } from "../../support/database/database-pool.ts";
import {
  CLUSTER,
  settingsOf,
  withEngineCluster,
  type EngineCluster,
} from "../../support/database/engine-cluster.ts";
import { asCommand } from "../../support/database/as-command.ts";
import { runHere } from "../../support/command/command.ts";
import { withFolder } from "../../support/command/folders.ts";

/** Lends a store on the database game, which need not exist. */
function withStore<T>(
  endpoint: Endpoint,
  work: (store: Store) => Promise<T>,
  cluster = "",
): Promise<T> {
  return withFolder(async (folder) => {
    const store = openStore({
      endpoint: { ...endpoint, database: "game" },
      dataDir: folder,
      spoolFolder: makeSpoolFolder(folder),
      contender: NOBODY,
      cluster,
    });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
}

/** The database of these servers, in this order. */
const on = (
  { admin }: EngineCluster,
  urls: readonly string[],
  cluster = CLUSTER,
): Endpoint => {
  const [url = ""] = urls;
  const { database, user, password } = admin;
  const shards = urls.length > 1 && { shards: { urls, cluster } };
  return { ...{ url, database, user, password }, ...shards };
};

const urlsOf = ({ nodes }: EngineCluster): string[] =>
  nodes.map(({ admin }) => admin.url);

/** What it throws, in words. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).to.be.instanceOf(TouchlineError);
  return (failure as TouchlineError).message;
}

const run = (store: Store, sql: string): Promise<void> =>
  store.command({ name: "shards", sql });

/** A user's UUID from a number. */
const user = (number: string) => `reinterpretAsUUID(toUInt128(${number}))`;

const SESSIONS = `INSERT INTO change_sessions (date, user_id, session_start, session_end, run_id, sign)
  SELECT toDate('2024-10-01') + number % 5, ${user("number % 97")}, 1727740800 + 100 * number, 1727740860 + 100 * number, 1, 1
  FROM numbers(1000)`;

const MATCHES = `INSERT INTO change_matches
  SELECT ${user("number")}, number, number, '2024-10-01', 1728000000, 1728000100, ${user("number % 97")}, ${user("(number + 1) % 97")}, 2, 1, 1, 1
  FROM numbers(500)`;

/** The last migration before rejected_events got details. */
const BEFORE_DETAILS = 78;

const LEADERS = `INSERT INTO signed_leaderboard (period, date, country, points, user_id, player_country, sign)
  SELECT 'all', toDate(0), '', 7, ${user("number")}, 'US', 1 FROM numbers(50)`;

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

  it("each get their share, and the views return sums by user", () =>
    withEngineCluster({ shards: 2 }, ({ admin }) =>
      withStore(admin, async (store) => {
        await migrate(store);
        await run(store, SESSIONS);
        await run(store, MATCHES);
        const sums = await store.rows({ name: "sums", sql: SUMS });
        expect(sums).to.deep.equal([
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
          store.shards.map((shard) =>
            shard.rows<{ users: string[]; sessions: number }>({
              name: "share",
              sql: `SELECT groupUniqArray(toString(user_id)) AS users, toUInt32(sum(sign)) AS sessions
                FROM change_player_sessions`,
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
          for (const shard of store.shards)
            expect(
              await shard.rows({
                name: "strangers",
                sql: `SELECT uniqExact(user_id) AS users FROM change_${table}
                  WHERE user_id NOT IN (SELECT user_id FROM change_player_sessions)`,
              }),
              table,
            ).to.deep.equal([{ users: 0 }]);
      }),
    ));

  it("keep all rows of a user together", () => {
    const all = renderSharded("game", "main");
    const ofUser = all.filter((sql) =>
      /^CREATE TABLE IF NOT EXISTS \w+\n[^;]*^ {4}user_id UUID/m.test(sql),
    );
    expect(ofUser).to.have.length(10);
    for (const sql of ofUser) {
      const [, table = ""] = /EXISTS (\w+)/.exec(sql) ?? [];
      const sharding = { database: "game", cluster: "main" };
      for (const name of [table, changeTable(table)]) {
        const whole = createWhole(name, name, sharding);
        expect(all).to.include(whole);
        expect(whole).to.contain("cityHash64(user_id)");
      }
    }
  });

  it("are brought up to date like one server", () =>
    withEngineCluster({ shards: 2 }, ({ admin }) =>
      withStore(admin, async (store) => {
        const columns = () =>
          Promise.all(
            [store, ...store.shards].map((on) =>
              on.rows({
                name: "columns",
                sql: "SELECT table, name, type FROM system.columns WHERE database = currentDatabase() ORDER BY ALL",
              }),
            ),
          );
        await migrate(store);
        const expected = await columns();
        // From a column that was added, and a table that was filled anew.
        await remakeSchema(store, { upTo: BEFORE_DETAILS });
        expect(await columns()).not.to.deep.equal(expected);
        await run(store, LEADERS);
        await migrate(store);
        expect(await columns()).to.deep.equal(expected);
        const counted = await store.rows({
          name: "counted",
          sql: "SELECT bucket, toUInt32(sum(n)) AS players FROM summed_day_counts WHERE metric = 'points' GROUP BY bucket",
        });
        expect(counted).to.deep.equal([{ bucket: 7, players: 50 }]);
      }),
    ));

  it("are refused in another number or order, and where the cluster is another", () =>
    withEngineCluster({ shards: 3 }, async (cluster) => {
      const [a = "", b = "", c = ""] = urlsOf(cluster);
      const open = (urls: readonly string[], name?: string) =>
        withStore(on(cluster, urls, name), (store) => migrate(store));
      await open([a, b, c]);
      await open([a, b, c]);
      for (const [urls, name, message] of [
        [
          [a],
          CLUSTER,
          /^the database is on 3 servers, and CLICKHOUSE_URL names 1 server: name the servers/,
        ],
        [
          [a, b],
          CLUSTER,
          /^the database is on 3 servers, and CLICKHOUSE_URL names 2 servers/,
        ],
        [
          [a, c, b],
          CLUSTER,
          /^ClickHouse at \S+ is shard 3 of 3 of the database, and CLICKHOUSE_URL names it as shard 2 of 3/,
        ],
        [
          [b, a, c],
          CLUSTER,
          /^ClickHouse at \S+ is shard 2 of 3 of the database, and/,
        ],
        [
          [a, b, c],
          "mian",
          /^the cluster mian has 0 shards, and CLICKHOUSE_URL names 3/,
        ],
      ] as const)
        expect(await failureOf(open(urls, name))).to.match(message);
      // None of them has left a database behind.
      for (const { admin } of cluster.nodes.slice(1))
        expect(await databaseExists({ ...admin, database: "game" })).to.equal(
          false,
        );
      for (const [urls, message] of [
        [
          [a],
          /^the database is on 3 servers, and CLICKHOUSE_URL names 1 server/,
        ],
        [[a, b], /^the database is on 3 servers, and CLICKHOUSE_URL names 2/],
      ] as const) {
        const reader = openReader({ ...on(cluster, urls), database: "game" });
        expect(await failureOf(reader.version())).to.match(message);
        await reader.close();
      }
    }));

  it("are examined by doctor", () =>
    withFolder((folder) =>
      withEngineCluster({ shards: 2 }, async (cluster) => {
        const env = { ...settingsOf(cluster), DATA_DIR: folder };
        const examine = async (changes = {}) =>
          (await runHere(["doctor"], { env: { ...env, ...changes } })).stdout;
        expect(await examine()).to.match(/^ok +database +no game yet/m);
        await asCommand(env, () => Promise.resolve());
        const [a = "", b = ""] = urlsOf(cluster);
        expect(await examine()).to.contain(
          `${b} has the tables of the first shard`,
        );
        expect(await examine({ CLICKHOUSE_URL: `${b},${a}` })).to.match(
          /^fault +server +ClickHouse at \S+ is shard 2 of 2 of the database, and CLICKHOUSE_URL names it as shard 1 of 2\n +→ name the servers/m,
        );
        expect(await examine({ CLICKHOUSE_CLUSTER: "mian" })).to.match(
          /^fault +server +the cluster mian has 0 shards, and CLICKHOUSE_URL names 2\n +→ let remote_servers/m,
        );
        expect(await examine({ CLICKHOUSE_CLUSTER: "" })).to.match(
          /^fault +settings +CLICKHOUSE_URL names 2 servers: set CLICKHOUSE_CLUSTER/m,
        );
        await cluster.nodes[1]?.kill();
        expect(await examine()).to.contain(`cannot reach ClickHouse at ${b}`);
      }),
    ));

  it("are refused where a database of one server, or another cluster, is", () =>
    withEngineCluster({ shards: 2 }, async (cluster) => {
      const urls = urlsOf(cluster);
      const [a = ""] = urls;
      const open = (endpoint: Endpoint, name = "") =>
        withStore(endpoint, (store) => migrate(store), name);
      expect(await failureOf(open(on(cluster, urls, "mian")))).to.match(
        /^ClickHouse at \S+ has no cluster mian: set CLICKHOUSE_CLUSTER/,
      );
      expect(await failureOf(open(on(cluster, [a]), CLUSTER))).to.match(
        /^the cluster main has 2 shards, and CLICKHOUSE_URL names 1 server: let it name the server of each shard/,
      );
      await open(on(cluster, [a]));
      expect(await failureOf(open(on(cluster, urls)))).to.match(
        /^the database is on 1 server, and CLICKHOUSE_URL names 2 servers/,
      );
    }));

  it("fail a run with the address of one that was restarted within it", () =>
    withEngineCluster({ shards: 2 }, ({ admin, nodes }) =>
      withStore(admin, async (store) => {
        await migrate(store);
        const failure = await failureOf(
          store.session(async (session) => {
            await session.divide("run_users", { user_id: "UUID" }, OF_USER);
            await nodes[1]?.kill();
            await nodes[1]?.restart();
          }),
        );
        expect(failure).to.equal(
          `ClickHouse at ${nodes[1]?.admin.url} was restarted during the run: run the command again; nothing was published`,
        );
        for (const on of [store, ...store.shards])
          expect(
            await on.rows({
              name: "left-over",
              sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'run_')",
            }),
          ).to.have.length(0);
      }),
    ));
});
