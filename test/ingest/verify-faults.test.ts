import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../clickhouse/connection/store.ts";
import {
  plainName,
  PUBLISHED_TABLES,
  type PublishedTable,
} from "../../clickhouse/schema/tables.ts";
import { formatVerify } from "../../cli/verify/format-verify.ts";
import {
  isSound,
  verify,
  type VerifyReport,
} from "../../upkeep/verify/verify.ts";
import { dirtySeason } from "../support/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../support/database-state.ts";
import { asFile, ingestContents, SILENT } from "../support/ingest-lines.ts";
import { runOracle } from "../support/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../support/season/cast.ts";
import { lendDatabase } from "../support/with-database.ts";

/** A wrong value for a column of each derived table, and of which rows. */
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
  summed_session_data_by_date: {
    value: "time_spent_in_game + 1 AS time_spent_in_game",
  },
  summed_match_data: { value: "total_duration - 5 AS total_duration" },
  summed_match_data_by_date: {
    value: "total_points_home + 3 AS total_points_home",
  },
  summed_user_totals: { value: "last_session_date + 1 AS last_session_date" },
};

const TABLES = Object.keys(WRONG) as PublishedTable[];
const SUMS = TABLES.filter((table) => /^summed_/.test(table));
const FACTS = TABLES.filter((table) => !SUMS.includes(table));

const KINDS = ["missing", "doubled", "wrong"] as const;

/** Whether each kind is tried in each table with nothing else wrong. */
const EACH_ALONE = process.env["PROPERTY_CASES"] !== undefined;

/** Else in one table of so many, one kind after the other. */
const ALONE = 4;

/** A season in which every table has rows. */
const lines = fc
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

async function sql(store: Store, statement: string): Promise<void> {
  await store.command({ name: "plant", sql: statement });
}

/** Spoils one row of a table whose rows are merged. */
async function plant(
  store: Store,
  table: PublishedTable,
  kind: (typeof KINDS)[number],
): Promise<void> {
  const { value, of = "true" } = WRONG[table] ?? { value: "" };
  const [found] = await store.query<{ key: string }>({
    name: "sorting-key",
    sql: `SELECT sorting_key AS key FROM system.tables WHERE database = currentDatabase() AND name = '${table}'`,
  });
  const key = found?.key ?? "";
  await sql(store, "DROP TABLE IF EXISTS planted SYNC");
  await sql(store, `CREATE TABLE planted AS ${table}`);
  await sql(
    store,
    `INSERT INTO planted SELECT * FROM ${table} WHERE ${of} ORDER BY ${key} LIMIT 1`,
  );
  // A merge would mend some doubled rows by itself, and deleting is a merge.
  if (kind === "doubled") await sql(store, `SYSTEM STOP MERGES ${table}`);
  else
    await sql(
      store,
      `ALTER TABLE ${table} DELETE WHERE (${key}) IN (SELECT ${key} FROM planted) SETTINGS mutations_sync = 2`,
    );
  if (kind !== "missing")
    await sql(
      store,
      `INSERT INTO ${table} SELECT * ${kind === "wrong" ? `REPLACE (${value})` : ""} FROM planted`,
    );
  await sql(store, "DROP TABLE planted SYNC");
}

const run = (store: Store, repair: boolean): Promise<VerifyReport> =>
  verify(store, { repair }, SILENT, new AbortController().signal);

describe("verify, of a database with a fault", function () {
  this.timeout(120_000);
  const database = lendDatabase();

  before(async () => {
    const { store } = database;
    const half = Math.round(lines.length / 2);
    await ingestContents(store, [asFile(lines.slice(0, half))]);
    await ingestContents(store, [asFile(lines.slice(half))]);
    for (const table of PUBLISHED_TABLES)
      await sql(store, `OPTIMIZE TABLE ${table} FINAL`);
  });

  async function expectRepaired({ repair }: VerifyReport): Promise<void> {
    expect(repair?.left).to.deep.equal([]);
    expect(inOrder(await readState(database.store))).to.deep.equal(
      inOrder(judge(lines)),
    );
  }

  for (const [index, table] of TABLES.entries()) {
    const turn = (index / ALONE) % KINDS.length;
    const kinds = KINDS.filter((_, kind) => EACH_ALONE || kind === turn);
    for (const kind of kinds)
      it(`finds a ${kind} row of ${table} alone, and repairs it`, async () => {
        const { store } = database;
        await plant(store, table, kind);
        const report = await run(store, true);
        const tables = report.differences.map((found) => found.table);
        expect(tables).to.include(table);
        expect(formatVerify(report)).to.include(`${plainName(table)}: 1 wrong`);
        expect(isSound(report)).to.equal(true);
        await expectRepaired(report);
      });
  }

  // Sums follow from the facts that are stored: wrong facts make sums wrong,
  // and a wrong sum beside them could be right by chance.
  for (const [what, tables] of Object.entries({ fact: FACTS, sum: SUMS }))
    for (const kind of KINDS)
      it(`finds a ${kind} row in every table of ${what}s at once, and repairs them`, async () => {
        const { store } = database;
        for (const table of tables) await plant(store, table, kind);
        const report = await run(store, true);
        const found = report.differences.map(({ table }) => table);
        expect(found).to.include.members(tables);
        if (tables === SUMS) expect(found).to.have.members(SUMS);
        await expectRepaired(report);
      });

  it("changes nothing unless it is asked to", async () => {
    const { store } = database;
    await plant(store, "signed_sessions", "missing");
    const first = await run(store, false);
    expect(isSound(first)).to.equal(false);
    const { seconds, ...found } = await run(store, false);
    expect({ seconds: first.seconds, ...found }).to.deep.equal(first);
    expect(seconds).to.be.greaterThan(0);
    await run(store, true);
  });

  it("shows what is stored and what should be", async () => {
    const { store } = database;
    await emptyDatabase(store);
    await ingestContents(store, [
      Buffer.from(
        [
          '{"event_id": 1, "event_type": "registration", "event_timestamp": 1728487655, "event_data": {"country": "US", "user_id": "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "device_os": "Android"}}',
          '{"event_id": 2, "event_type": "session_ping", "event_timestamp": 1728494764, "event_data": {"user_id": "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "type": ""}}',
          '{"event_id": 3, "event_type": "session_ping", "event_timestamp": 1728494824, "event_data": {"user_id": "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "type": ""}}',
        ].join("\n"),
      ),
    ]);
    await plant(store, "summed_session_data", "doubled");
    expect(formatVerify(await run(store, false))).to.match(
      new RegExp(
        `^session_data: 1 wrong
  user_id 52d65a1b-8012-934e-001b-19e6ba3cdc0e, date 2024-10-09
    stored:    session_count 2, time_spent_in_game 120
    should be: session_count 1, time_spent_in_game 60

The database is not what its raw events say. \\(\\d\\.\\d\\d s\\)
npx touchline verify --repair computes these tables again.
$`,
      ),
    );
  });

  it("tells of runs that do not balance, and of raw events with one id", async () => {
    const { store } = database;
    await emptyDatabase(store);
    await ingestContents(store, [asFile(lines)]);
    await sql(
      store,
      "INSERT INTO ledger SELECT * REPLACE (lines + 1 AS lines, now64(3) + 1 AS changed_at) FROM ledger FINAL",
    );
    await sql(
      store,
      "INSERT INTO session_pings SELECT * FROM session_pings ORDER BY event_id LIMIT 1",
    );
    const report = await run(store, true);
    expect(report.unbalancedRuns.map(({ runId }) => runId)).to.deep.equal([1]);
    expect(report.repeatedIds.count).to.equal(1);
    expect(isSound(report)).to.equal(false);
  });
});
