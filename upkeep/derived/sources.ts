import { rebuiltTable } from "../../runs/rebuilt-tables.ts";
import type {
  Session,
  Statement,
  Store,
} from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { readSql } from "../../common/package-root.ts";
import type { DerivedTable } from "./derived-tables.ts";

/** From which tables to compute: a name stands for itself, or for what is rebuilt. */
export interface Sources {
  readonly rebuilt: ReadonlySet<PublishedTable>;
}

/** The tables as they are. */
export const STORED: Sources = { rebuilt: new Set() };

/** Rows that are computed at once: some hundred MB. */
export const ROWS_PER_SLICE = 2_000_000;

/** One of so many shares of a table, each of which fits into memory. */
export interface Slice {
  readonly slice: number;
  readonly slices: number;
}

/** Values for the placeholders of a statement that are not tables. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/**
 * Puts a statement together: what stands for a table, {signed_sessions:Identifier}
 * say, is the table itself or the one rebuilt beside it.
 */
export function bind(
  name: string,
  sql: string,
  { rebuilt }: Sources,
  values: Values,
): Statement {
  const parameters: Record<string, unknown> = {};
  for (const [, placeholder = "", type] of sql.matchAll(/\{(\w+):(\w+)\}/g)) {
    const table = placeholder as PublishedTable;
    parameters[placeholder] =
      type !== "Identifier"
        ? values[placeholder]
        : rebuilt.has(table)
          ? rebuiltTable(table)
          : table;
  }
  return { name, sql, parameters };
}

/** The text of one of the statements in this folder. */
export const statementText = (file: string): string =>
  readSql(`upkeep/derived/${file}.sql`).trimEnd();

/**
 * Calls `work` for each slice of a table, with a session of its own in which
 * what the table's statements read is prepared.
 */
export async function forEachSlice(
  store: Store,
  derived: DerivedTable,
  sources: Sources,
  rowsPerSlice: number,
  work: (session: Session, slice: Slice) => Promise<void>,
): Promise<void> {
  const rows = await countRows(store, derived);
  const slices = Math.max(1, Math.ceil(rows / rowsPerSlice));
  for (let slice = 0; slice < slices; slice++)
    await store.session(async (session) => {
      const { prepare } = derived;
      if (prepare !== undefined) {
        const sql = statementText(prepare);
        await session.command(bind(prepare, sql, sources, { slice, slices }));
      }
      await work(session, { slice, slices });
    });
}

async function countRows(
  store: Store,
  { table, sized }: DerivedTable,
): Promise<number> {
  const [found] = await store.rows<{ rows: number }>({
    name: "count-rows",
    sql: `SELECT sum(rows) AS rows FROM system.parts
      WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)}`,
    parameters: { tables: [table, ...sized] },
  });
  return Number(found?.rows ?? 0);
}
