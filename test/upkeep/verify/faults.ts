import { expect } from "chai";
import fc from "fast-check";
import type { Store, Writer } from "../../../clickhouse/connection/store.ts";
import {
  PUBLISHED_TABLES,
  type PublishedTable,
} from "../../../clickhouse/schema/tables.ts";
import { verify, type VerifyReport } from "../../../upkeep/verify/verify.ts";
import { dirtySeason } from "../../support/events/arbitraries.ts";
import { inOrder, readState } from "../../support/database/database-state.ts";
import {
  asFile,
  ingestContents,
  NEVER,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

/** A wrong value for a column of each derived table, and its rows. */
const WRONG: Partial<Record<PublishedTable, { value: string; of?: string }>> = {
  event_ids: { value: "run_id + 1 AS run_id" },
  signed_registration_data: { value: "registered_at - 1 AS registered_at" },
  signed_sessions: { value: "session_end + 7 AS session_end" },
  signed_matches: { value: "home_goals_scored + 1 AS home_goals_scored" },
  signed_held_events: { value: "'match_unpaired' AS reason" },
  signed_rejected_events: {
    value: "'match_unpaired' AS reason",
    of: "reason = 'unregistered_user'",
  },
  summed_session_data: { value: "session_count + 1 AS session_count" },
  summed_match_data: { value: "total_duration - 5 AS total_duration" },
  signed_player_sessions: { value: "session_end + 7 AS session_end" },
  signed_player_matches: { value: "goals_scored + 1 AS goals_scored" },
  summed_players: {
    value:
      "(days.1, days.2, arrayMap(seconds -> seconds + 1, days.3), days.4, days.5, days.6, days.7) AS days",
    of: "notEmpty(days.1)",
  },
  signed_leaderboard: { value: "points_home + 3 AS points_home" },
  summed_day_counts: { value: "n + 1 AS n" },
};

/** All derived tables, those with facts, and those with what follows from them. */
export const TABLES = Object.keys(WRONG) as PublishedTable[];
const FACTS = TABLES.slice(0, TABLES.indexOf("summed_session_data"));
const SUMS = TABLES.slice(FACTS.length);

/** The faults of a row. */
export const KINDS = ["missing", "doubled", "wrong"] as const;

/** A season in which every table has rows. */
export const lines = fc
  .sample(dirtySeason(), { seed: 7, numRuns: 200 })
  .find((season) => {
    const { held, matches, sessions } = judge(season);
    return (
      matches.length > 1 &&
      sessions.length > 3 &&
      held.length > 3 &&
      held.some(({ reason }) => reason === "unregistered_user")
    );
  }) as Buffer[];

function judge(season: readonly Buffer[]) {
  return runOracle(season, { countries: SEASON_COUNTRIES, now: SEASON_NOW });
}

/** Sends a statement. */
export async function sql(on: Writer, statement: string): Promise<void> {
  await on.command({ name: "plant", sql: statement });
}

/** A shard that has rows of a table. */
async function findHolder(
  { shards }: Store,
  table: string,
  of: string,
): Promise<Writer> {
  for (const shard of shards) {
    const [found] = await shard.rows({
      name: "holder",
      sql: `SELECT 1 FROM ${table} WHERE ${of} LIMIT 1`,
    });
    if (found) return shard;
  }
  throw new Error(`${table} has no rows`);
}

/** Corrupts one row of a table whose rows are merged. */
export async function plant(
  store: Store,
  table: PublishedTable,
  kind: (typeof KINDS)[number],
): Promise<void> {
  const { value, of = "true" } = WRONG[table] ?? { value: "" };
  const on = await findHolder(store, table, of);
  const [found] = await on.rows<{ key: string }>({
    name: "sorting-key",
    sql: `SELECT sorting_key AS key FROM system.tables WHERE database = currentDatabase() AND name = '${table}'`,
  });
  const key = found?.key ?? "";
  await sql(on, "DROP TABLE IF EXISTS planted SYNC");
  await sql(on, `CREATE TABLE planted AS ${table}`);
  await sql(
    on,
    `INSERT INTO planted SELECT * FROM ${table} WHERE ${of} ORDER BY ${key} LIMIT 1`,
  );
  // A merge would mend some doubled rows by itself, and deleting is a merge.
  if (kind === "doubled") await sql(on, `SYSTEM STOP MERGES ${table}`);
  else
    await sql(
      on,
      `ALTER TABLE ${table} DELETE WHERE (${key}) IN (SELECT ${key} FROM planted) SETTINGS mutations_sync = 2`,
    );
  if (kind !== "missing")
    await sql(
      on,
      `INSERT INTO ${table} SELECT * ${kind === "wrong" ? `REPLACE (${value})` : ""} FROM planted`,
    );
  await sql(on, "DROP TABLE planted SYNC");
}

/** Verifies a database. */
export const run = (store: Store, repair: boolean): Promise<VerifyReport> =>
  verify(store, { repair }, SILENT, NEVER);

/** Lends a database in which every table has rows, which are merged. */
export function lendFaultless() {
  const database = lendDatabase();
  before(async () => {
    const { store } = database;
    const half = Math.round(lines.length / 2);
    await ingestContents(store, [asFile(lines.slice(0, half))]);
    await ingestContents(store, [asFile(lines.slice(half))]);
    for (const shard of store.shards)
      for (const table of PUBLISHED_TABLES)
        await sql(shard, `OPTIMIZE TABLE ${table} FINAL`);
  });
  /** Expects that a repair leaves what the lines leave. */
  async function expectRepaired({ repair }: VerifyReport): Promise<void> {
    expect(repair?.left).to.deep.equal([]);
    expect(inOrder(await readState(database.store))).to.deep.equal(
      inOrder(judge(lines)),
    );
  }
  return {
    get store() {
      return database.store;
    },
    expectRepaired,
    /**
     * Corrupts a row in every table of facts or of what follows from them, each in the way that
     * `kindOf` chooses, and expects that a repair finds and corrects all. Sums
     * follow from the facts that are stored: wrong facts make sums wrong, and a
     * wrong sum beside them could be right by chance.
     */
    async findAndRepair(
      what: "fact" | "sum",
      kindOf: (index: number) => (typeof KINDS)[number],
    ): Promise<void> {
      const { store } = database;
      const tables = what === "fact" ? FACTS : SUMS;
      for (const [index, table] of tables.entries())
        await plant(store, table, kindOf(index));
      const report = await run(store, true);
      const found = report.differences.map(({ table }) => table);
      expect(found).to.include.members(tables);
      if (what === "sum") expect(found).to.have.members(SUMS);
      await expectRepaired(report);
    },
  };
}
