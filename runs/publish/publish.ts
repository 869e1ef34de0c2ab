import {
  advanceRun,
  enterRun,
  readLedger,
  readRawRows,
  type LedgerRow,
  type RawRows,
  type RunRecord,
} from "../ledger.ts";
import { allEnded } from "../../common/all-ended.ts";
import { checkSums } from "./check-sums.ts";
import {
  dropRebuilt,
  exchangeRebuilt,
  rebuiltTable,
  rebuiltTables,
} from "./rebuilt-tables.ts";
import type { Shard, Store } from "../../clickhouse/connection/store.ts";
import { surveyMoves, surveyTables, type TableSurvey } from "./survey.ts";
import {
  changeTable,
  PUBLISHED_TABLES,
  RAW_TABLES,
  TABLE_NAMES,
  type TableNames,
} from "../../clickhouse/schema/tables.ts";

export interface PublishOptions {
  /** The loss of raw rows is accepted: later runs do not report it. */
  readonly acceptsLoss?: boolean;
}

/**
 * Publishes what a run has prepared in the change tables. Entering the run
 * into the ledger is the point of no return; then each change table's parts
 * move into their table, which takes milliseconds however large the run is,
 * and tables that were rebuilt are exchanged. A crash in between is made good
 * by `recover`.
 */
export async function publish(
  store: Store,
  run: RunRecord,
  { acceptsLoss = false }: PublishOptions = {},
): Promise<void> {
  const [survey, before] = await Promise.all([
    surveyTables(store),
    acceptsLoss ? {} : readRawRows(store),
  ]);
  const { prepared, blocks, shards } = survey;
  await checkSums(store, prepared);
  const rebuilt = shards.map((shard) => rebuiltTables(shard, run.runId));
  const [all = []] = rebuilt;
  await enterRun(store, run, blocks, rawRowsAfter(survey, before, all));
  await allEnded(
    shards.map(async ({ shard, prepared }, at) => {
      await allEnded(prepared.map((table) => move(shard, table)));
      for (const table of rebuilt[at] ?? [])
        await exchangeRebuilt(shard, table);
    }),
  );
  await advanceRun(store, run.runId, "done");
  if (all.length > 0) await dropRebuilt(survey);
}

/**
 * How many rows the raw tables will have: those that the last run left, also
 * where some have been lost since, and those that this one adds.
 */
function rawRowsAfter(
  { rows }: TableSurvey,
  before: RawRows,
  rebuilt: readonly string[],
): RawRows {
  const count = (table: string) => rows.get(table) ?? 0;
  return Object.fromEntries(
    RAW_TABLES.map((table) => [
      table,
      rebuilt.includes(table)
        ? count(rebuiltTable(table))
        : (before[table] ?? count(table)) + count(changeTable(table)),
    ]),
  );
}

/** The state between two runs. */
export interface Recovered {
  /** The run that readers see; undefined before any. */
  readonly last: LedgerRow | undefined;
  /** It was half published, and is whole now. */
  readonly completed: boolean;
}

/**
 * Brings a database into a state between two runs, when it is opened, before
 * each run, and after one that failed: completes the run that was being
 * published when its process ended, or discards what an unpublished one
 * left. Then readers see the last run.
 * @param names those of the schema that the database has.
 */
export async function recover(
  store: Store,
  names = TABLE_NAMES,
): Promise<Recovered> {
  // A shard may still be at work on a statement that has failed on another.
  if (store.sharding) await store.settle();
  const [{ last, interrupted }, found] = await Promise.all([
    readLedger(store, names.ledger),
    surveyTables(store, names.published),
  ]);
  if (interrupted) await complete(store, interrupted, names);
  const survey = interrupted
    ? await surveyTables(store, names.published)
    : found;
  for (const { shard, prepared } of survey.shards)
    for (const table of prepared) await empty(shard, table);
  await dropRebuilt(survey);
  return interrupted
    ? { last: { ...interrupted, state: "done" }, completed: true }
    : { last, completed: false };
}

/** Does what is left to do of a run that was being published. */
async function complete(
  store: Store,
  { runId, blocks }: LedgerRow,
  { ledger, published }: TableNames,
): Promise<void> {
  const survey = await surveyTables(store, published);
  await allEnded(
    survey.shards.map(async (found, number) => {
      const { shard, prepared } = found;
      const moves = await surveyMoves(found, number, blocks);
      await allEnded(
        prepared.map(async (table) => {
          const { state, added } = moves(table);
          if (state === "ended") return empty(shard, table);
          // Of a move that was cut off, nothing has left the change table.
          for (const name of added) await dropPart(shard, table, name);
          return move(shard, table);
        }),
      );
      for (const table of rebuiltTables(found, runId, published))
        await exchangeRebuilt(shard, table);
    }),
  );
  await advanceRun(store, runId, "done", ledger);
}

const move = (shard: Shard, table: string): Promise<void> =>
  shard.moveRows(changeTable(table), table);

async function dropPart(
  shard: Shard,
  table: string,
  name: string,
): Promise<void> {
  await shard.command({
    name: "drop-part",
    sql: `ALTER TABLE ${table} DROP PART '${name}'`,
  });
}

/**
 * Removes from the disk what passed through the change tables of late: the
 * engine keeps parts that were moved away for some minutes.
 */
export async function purgeChanges(store: Store): Promise<void> {
  for (const shard of store.shards)
    for (const table of PUBLISHED_TABLES) await empty(shard, table);
}

async function empty(shard: Shard, table: string): Promise<void> {
  await shard.command({
    name: "empty-change-table",
    sql: `TRUNCATE TABLE ${changeTable(table)}`,
    repeatable: true,
  });
}
