import { rebuiltTable } from "../publish/rebuilt-tables.ts";
import type {
  Session,
  Statement,
  Store,
} from "../../clickhouse/connection/store.ts";
import {
  PUBLISHED_TABLES,
  type PublishedTable,
} from "../../clickhouse/schema/tables.ts";
import {
  bindStatement,
  type Values,
} from "../../clickhouse/connection/statement/bind-statement.ts";
import { readSql } from "../../common/package-root.ts";
import { total } from "../../common/total.ts";
import type { DerivedTable } from "./derived-tables.ts";
import { withHeldDetail } from "./held-detail.ts";

/** The tables to compute from: the rebuilt ones are read in place of the stored. */
export interface Sources {
  readonly rebuilt: ReadonlySet<PublishedTable>;
}

/** The tables as they are. */
export const STORED: Sources = { rebuilt: new Set() };

/** Rows that are computed at once: some hundred MB. */
export const ROWS_PER_SLICE = 2_000_000;

/** One of several shares of a table, each small enough for memory. */
export interface Slice {
  readonly slice: number;
  readonly slices: number;
}

/**
 * A statement over these sources: a placeholder for a table,
 * {signed_sessions:Identifier} say, is the table itself or its rebuilt table.
 */
export function bind(
  name: string,
  sql: string,
  { rebuilt }: Sources,
  values: Values,
): Statement {
  const all: Record<string, unknown> = { ...values };
  for (const table of PUBLISHED_TABLES)
    all[table] = rebuilt.has(table) ? rebuiltTable(table) : table;
  return bindStatement(name, sql, all);
}

/** The text of one of the statements in this folder. */
export const statementText = (file: string): string =>
  withHeldDetail(readSql(`runs/derived/sql/${file}.sql`).trimEnd());

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
  const found = await Promise.all(
    store.shards.map((shard) =>
      shard.rows<{ rows: number }>({
        name: "count-rows",
        sql: `SELECT sum(rows) AS rows FROM system.parts
          WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)}`,
        parameters: { tables: [table, ...sized] },
      }),
    ),
  );
  return total(found.flat().map(({ rows }) => Number(rows)));
}
