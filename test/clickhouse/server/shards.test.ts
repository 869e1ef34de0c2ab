import { join } from "node:path";
import { expect } from "chai";
import { renderSharded } from "../../../clickhouse/render-sharded.ts";
import { openServer } from "../../../clickhouse/server.ts";
import type { Store } from "../../../clickhouse/store.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { packageRoot } from "../../../common/package-root.ts";
import { withFolder } from "../../support/folders.ts";
import { FRONT_USERS, withFront } from "../../support/front/with-front.ts";
import { NOBODY } from "../../support/on-server.ts";

const configFile = join(packageRoot, "test/support/front/two-shards.xml");

type Open = (cluster?: string) => Promise<Store>;

/** Lends a server that has a cluster, main, of two shards: itself, twice. */
function withTwoShards<T>(work: (open: Open) => Promise<T>): Promise<T> {
  return withFolder((folder) =>
    withFront(
      join(folder, "server"),
      async ({ url }) => {
        const stores: Store[] = [];
        const { password } = FRONT_USERS.touchline;
        const open: Open = async (cluster = "") => {
          const store = await openServer({
            endpoint: { url, database: "game", user: "touchline", password },
            dataDir: join(folder, "client"),
            contender: NOBODY,
            cluster,
          });
          stores.push(store);
          return store;
        };
        try {
          return await work(open);
        } finally {
          await Promise.all(stores.map((store) => store.close()));
        }
      },
      { configFile },
    ),
  );
}

/** A user's UUID from his number. */
const user = (number: string) => `reinterpretAsUUID(toUInt128(${number}))`;

const SESSIONS = `INSERT INTO change_sessions (date, user_id, session_start, session_end, run_id, sign)
  SELECT toDate('2024-10-01') + number % 5, ${user("number % 97")}, 1727740800 + 100 * number, 1727740860 + 100 * number, 1, 1
  FROM numbers(1000)`;

const MATCHES = `INSERT INTO change_matches
  SELECT ${user("number")}, number, number, '2024-10-01', 1728000000, 1728000100, ${user("number % 97")}, ${user("(number + 1) % 97")}, 2, 1, 1, 1
  FROM numbers(500)`;

describe("shards", function () {
  this.timeout(60_000);

  it("get each its share, and the views sum it up by user", () =>
    withTwoShards(async (open) => {
      const store = await open();
      const command = (sql: string) => store.command({ name: "shards", sql });
      const [, ...statements] = renderSharded("game", "main");
      // There is no Keeper here.
      for (const sql of statements)
        await command(sql.replaceAll("Replicated", ""));
      await command(`${SESSIONS} SETTINGS distributed_foreground_insert = 1`);
      await command(`${MATCHES} SETTINGS distributed_foreground_insert = 1`);
      const sums = await store.rows({
        name: "sums",
        sql: `SELECT sum(session_count) AS sessions, sum(time_spent_in_game) AS seconds, sum(match_count) AS matches,
            sum(total_duration) AS duration, sum(total_points_home) AS points, uniqExact(user_id) AS users,
            (SELECT count() FROM change_session_data_local) AS session_days,
            (SELECT sum(total_points_home) FROM change_match_data_by_date_local) AS points_by_date,
            (SELECT count() FROM change_sessions) AS seen_twice
          FROM change_user_totals_local`,
      });
      expect(sums).to.deep.equal([
        {
          sessions: 1000,
          seconds: 60_000,
          matches: 1000,
          duration: 100_000,
          points: 1500,
          users: 97,
          session_days: 485,
          points_by_date: 1500,
          // Both shards are one server: asked as a cluster, it says all twice.
          seen_twice: 2000,
        },
      ]);
    }));

  it("keep all rows of a user together", () => {
    const ofUser = renderSharded("game", "main").filter((sql) =>
      /^CREATE TABLE IF NOT EXISTS \w+_local\n[^;]*^ {4}user_id UUID/m.test(
        sql,
      ),
    );
    expect(ofUser).to.have.length(9);
    const all = renderSharded("game", "main").join(";\n");
    for (const sql of ofUser) {
      const [, table] = /EXISTS (\w+)_local/.exec(sql) ?? [];
      for (const name of [table, `change_${table}`])
        expect(all).to.contain(
          `ENGINE = Distributed('main', currentDatabase(), '${name}_local', cityHash64(user_id))`,
        );
    }
  });

  it("are not what a run is published on, nor is a cluster that is not there", () =>
    withTwoShards(async (open) => {
      for (const [cluster, said] of [
        [
          "main",
          /^the cluster main has 2 shards, and a run is published on one/,
        ],
        ["mian", /^ClickHouse at \S+ knows no cluster mian: set /],
      ] as const) {
        const failure: unknown = await open(cluster).catch(
          (error: unknown) => error,
        );
        expect(failure).to.be.instanceOf(TouchlineError);
        expect((failure as TouchlineError).message).to.match(said);
      }
    }));
});
