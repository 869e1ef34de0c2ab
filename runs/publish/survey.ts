import type { BlockNumbers } from "../ledger.ts";
import type {
  Shard,
  Store,
  Writer,
} from "../../clickhouse/connection/store.ts";
import {
  changeTable,
  PUBLISHED_TABLES,
} from "../../clickhouse/schema/tables.ts";

/** The content of the published tables, change tables and rebuilt tables. */
export interface TableSurvey {
  /** What each shard has of them. */
  readonly shards: readonly ShardSurvey[];
  /** The tables for which something is prepared, in the order of publishing. */
  readonly prepared: readonly string[];
  /** The newest block of each table on each shard, as the ledger notes it. */
  readonly blocks: BlockNumbers;
  /** The rows of every table, those that stand beside others too. */
  readonly rows: ReadonlyMap<string, number>;
  /** The tables that stand beside others, wherever they are. */
  readonly beside: readonly TableBeside[];
}

/** A table that stands beside another as its new content. */
export interface TableBeside {
  readonly name: string;
  /** The database in which it is. */
  readonly on: Writer;
}

/** What a shard has of the published tables, change tables and rebuilt tables. */
export interface ShardSurvey {
  readonly shard: Shard;
  /** The tables for which something is prepared, in the order of publishing. */
  readonly prepared: readonly string[];
  /**
   * How far each table has come. The rows of a run may vanish when the engine
   * merges them with those that they take back; the number of their block,
   * the newest at the time, stays to be seen.
   */
  readonly blocks: BlockNumbers;
  /** The rows of every table, those that stand beside others too. */
  readonly rows: ReadonlyMap<string, number>;
  /** Tables that stand beside another as its new content, with their comment. */
  readonly rebuilt: ReadonlyMap<string, string>;
}

interface SurveyRow {
  readonly table: string;
  readonly comment: string;
  /** 1 for a table that stands beside another, 0 for the parts of a table. */
  readonly beside: number;
  readonly rows: number;
  readonly block: number;
}

/** @param published the names of the published tables. */
export async function surveyTables(
  store: Store,
  published: readonly string[] = PUBLISHED_TABLES,
): Promise<TableSurvey> {
  const [shards, whole] = await Promise.all([
    Promise.all(store.shards.map((shard) => surveyShard(shard, published))),
    store.sharding ? listBeside(store) : [],
  ]);
  const rows = new Map<string, number>();
  for (const shard of shards)
    for (const [table, count] of shard.rows)
      rows.set(table, (rows.get(table) ?? 0) + count);
  return {
    shards,
    prepared: published.filter((table) =>
      shards.some(({ prepared }) => prepared.includes(table)),
    ),
    blocks: Object.assign(
      {},
      ...shards.map(({ blocks }, at) => ofShard(blocks, at)),
    ) as BlockNumbers,
    rows,
    beside: [
      ...shards.flatMap(({ shard, rebuilt }) =>
        [...rebuilt.keys()].map((name) => ({ name, on: shard })),
      ),
      ...whole,
    ],
  };
}

/** The name of a table of a shard in the ledger; on the first, its own. */
const nameInLedger = (table: string, shard: number): string =>
  shard === 0 ? table : `${table}@${shard + 1}`;

const ofShard = (blocks: BlockNumbers, shard: number): BlockNumbers =>
  Object.fromEntries(
    Object.entries(blocks).map(([table, block]) => [
      nameInLedger(table, shard),
      block,
    ]),
  );

/** What stands beside tables where all shards appear as one. */
async function listBeside(store: Store): Promise<TableBeside[]> {
  const tables = await store.rows<{ name: string }>({
    name: "survey-whole",
    sql: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND startsWith(name, 'rebuilt_')`,
  });
  return tables.map(({ name }) => ({ name, on: store }));
}

/** One statement for all of it: each costs milliseconds, whatever it reads. */
async function surveyShard(
  shard: Shard,
  published: readonly string[],
): Promise<ShardSurvey> {
  const rows = await shard.rows<SurveyRow>({
    name: "survey-tables",
    sql: `SELECT table, '' AS comment, 0 AS beside, sumIf(rows, active) AS rows, max(max_block_number) AS block
      FROM system.parts WHERE database = currentDatabase() GROUP BY table
      UNION ALL
      SELECT name, comment, 1, 0, 0 FROM system.tables
      WHERE database = currentDatabase() AND startsWith(name, 'rebuilt_')`,
  });
  const parts = new Map(
    rows.filter(({ beside }) => !beside).map((row) => [row.table, row]),
  );
  // After the exchange, the old table has the name and comment checked here.
  const rebuilt = rows.filter(({ beside }) => beside);
  return {
    shard,
    rows: new Map([...parts].map(([table, { rows }]) => [table, Number(rows)])),
    prepared: published.filter(
      (table) => (parts.get(changeTable(table))?.rows ?? 0) > 0,
    ),
    blocks: Object.fromEntries(
      published.map((table) => [table, parts.get(table)?.block ?? 0]),
    ),
    rebuilt: new Map(rebuilt.map(({ table, comment }) => [table, comment])),
  };
}

/** How far the move of a change table's parts has come. */
export interface Move {
  /** A move that has ended need not have emptied the change table. */
  readonly state: "ended" | "not ended";
  /** The parts that a move which has not ended has added to the table. */
  readonly added: readonly string[];
}

interface Part {
  readonly table: string;
  readonly name: string;
  /** 1 where it is neither empty nor replaced by another. */
  readonly counts: number;
  readonly first: number;
  readonly last: number;
  /** The same for a part and what it was moved from. */
  readonly hash: string;
}

/**
 * Finds out how far the moves of a run that was being published have come on a
 * shard. A move adds parts to the table one after another, and then takes all of
 * them from the change table one after another; the engine may have been killed
 * between any two of these.
 * @param number that of the shard, from 0.
 * @param blocks what the tables held before, as the ledger has it.
 */
export async function surveyMoves(
  { shard, prepared }: ShardSurvey,
  number: number,
  blocks: BlockNumbers,
): Promise<(table: string) => Move> {
  const names = prepared.flatMap((table) => [table, changeTable(table)]);
  const parts = await shard.rows<Part>({
    name: "survey-moves",
    sql: `SELECT table, name, active AND rows > 0 AS counts, min_block_number AS first, max_block_number AS last, hash_of_all_files AS hash
      FROM system.parts WHERE database = currentDatabase() AND table IN {names:Array(String)} ORDER BY first`,
    parameters: { names },
  });
  const partsOf = (name: string) => parts.filter(({ table }) => table === name);
  return (table) => {
    const waiting = partsOf(changeTable(table)).filter(({ counts }) => counts);
    const before = blocks[nameInLedger(table, number)] ?? 0;
    return judgeMove(partsOf(table), waiting, before);
  };
}

function judgeMove(
  there: readonly Part[],
  waiting: readonly Part[],
  before: number,
): Move {
  // Only what a move has added at its end is merged with what was there
  // before; rows that take one another back may have vanished by that.
  const isMerged = there.some(
    ({ first, last }) => first <= before && last > before,
  );
  if (isMerged) return { state: "ended", added: [] };
  const added = there.filter(({ counts, first }) => counts && first > before);
  // Parts leave the change table when all of them have been added.
  const known = new Set(waiting.map(({ hash }) => hash));
  const hasEnded =
    added.length > 0 &&
    (added.length >= waiting.length ||
      added.some(({ hash }) => !known.has(hash)));
  return hasEnded
    ? { state: "ended", added: [] }
    : { state: "not ended", added: added.map(({ name }) => name) };
}
