import type { BlockNumbers } from "./ledger.ts";
import type { Store } from "../clickhouse/connection/store.ts";
import { changeTable, PUBLISHED_TABLES } from "../clickhouse/schema/tables.ts";

/** What stands in the tables, and beside them. */
export interface TableSurvey {
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

/**
 * One statement for all of it: each costs milliseconds, whatever it asks.
 * @param published the names of the published tables.
 */
export async function surveyTables(
  store: Store,
  published: readonly string[] = PUBLISHED_TABLES,
): Promise<TableSurvey> {
  const rows = await store.rows<SurveyRow>({
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
  // One that was exchanged has the comment of the table in whose place it was.
  const rebuilt = rows.filter(({ beside }) => beside);
  return {
    rows: new Map([...parts].map(([table, { rows }]) => [table, rows])),
    prepared: published.filter(
      (table) => (parts.get(changeTable(table))?.rows ?? 0) > 0,
    ),
    blocks: Object.fromEntries(
      published.map((table) => [table, parts.get(table)?.block ?? 0]),
    ),
    rebuilt: new Map(rebuilt.map(({ table, comment }) => [table, comment])),
  };
}
