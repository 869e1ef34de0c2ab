import type { Columns, Store } from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import {
  createRebuilt,
  rebuiltTable,
  removeRebuilt,
} from "../publish/rebuilt-tables.ts";
import type { DerivedTable } from "./derived-tables.ts";
import { insertExpected } from "./rebuild-tables.ts";
import { bind, forEachSlice, statementText, STORED } from "./sources.ts";

/** The columns of a row; `copies` is how often it is there. */
export type Row = Readonly<Record<string, unknown>>;

/** A user, match or line, mostly of a day, that a table has wrong. */
export interface Difference {
  readonly key: Row;
  /** The rows that the table has and should not have. */
  readonly stored: readonly Row[];
  /** What should be there instead. */
  readonly expected: readonly Row[];
}

/** What is wrong with a table. */
export interface TableDifferences {
  readonly table: PublishedTable;
  /** How many keys differ. */
  readonly count: number;
  /** The first of them. */
  readonly first: readonly Difference[];
}

/** How much to look at and to show. */
export interface CompareOptions {
  /** How many differences of a table are shown. */
  readonly examples: number;
  /** How many rows are computed at once. */
  readonly rowsPerSlice: number;
  /** Pings further apart are of different sessions, in seconds. */
  readonly sessionGap: number;
}

/** Rows of one key that are shown. */
const ROWS_OF_KEY = 8;

/** Compares a table with what follows from the tables before it. */
export async function compare(
  store: Store,
  derived: DerivedTable,
  options: CompareOptions,
): Promise<TableDifferences> {
  if (derived.addsUp) return compareTotals(store, derived, options);
  const { examples, rowsPerSlice, sessionGap } = options;
  const sql = compareSql(derived, statementText(derived.expected), examples);
  let count = 0;
  const first: Difference[] = [];
  await forEachSlice(
    store,
    derived,
    STORED,
    rowsPerSlice,
    async (on, slice) => {
      const values = { ...slice, rebuilding: false, session_gap: sessionGap };
      const name = `verify-${derived.table}`;
      const rows = await on.rows<Row & { count: number }>(
        bind(name, sql, STORED, values),
      );
      count += Number(rows[0]?.count ?? 0);
      first.push(...rows.map((row) => toDifference(derived, row)));
    },
  );
  return { table: derived.table, count, first: first.slice(0, examples) };
}

/**
 * Compares a table whose rows are sums over slices: they are added up in a
 * table beside it, as for a repair, which the next run would drop.
 */
async function compareTotals(
  store: Store,
  derived: DerivedTable,
  { examples, rowsPerSlice }: CompareOptions,
): Promise<TableDifferences> {
  const { table } = derived;
  const beside = rebuiltTable(table);
  await createRebuilt(store, table, NO_RUN);
  try {
    const insert = insertExpected(derived, beside);
    await forEachSlice(store, derived, STORED, rowsPerSlice, (on, slice) =>
      on.command(bind(`expect-${table}`, insert, STORED, { ...slice })),
    );
    const sql = compareSql(derived, rowsSql(derived, beside, "true"), examples);
    const rows = await store.rows<Row & { count: number }>(
      bind(`verify-${table}`, sql, STORED, {}),
    );
    return {
      table,
      count: Number(rows[0]?.count ?? 0),
      first: rows.map((row) => toDifference(derived, row)),
    };
  } finally {
    await removeRebuilt(store, table);
  }
}

/** No run has this number, so nothing publishes the table. */
const NO_RUN = 0;

function toDifference({ key }: DerivedTable, row: Row): Difference {
  const names = Object.keys(key);
  return {
    key: Object.fromEntries(names.map((name) => [name, row[name]])),
    stored: row["stored"] as Row[],
    expected: row["expected"] as Row[],
  };
}

/** Finds the keys whose stored and expected rows differ. */
function compareSql(
  derived: DerivedTable,
  expected: string,
  examples: number,
): string {
  const keys = Object.keys(derived.key).join(", ");
  const columns = { ...derived.key, ...derived.values };
  const names = Object.keys(columns).join(", ");
  const cast = Object.entries(columns).map(
    ([name, type]) => `CAST(${name} AS ${type}) AS ${name}`,
  );
  return `SELECT
  ${keys},
  ${rowsOf(derived.values, "stored_copies")} AS stored,
  ${rowsOf(derived.values, "expected_copies")} AS expected,
  count() OVER () AS count
FROM
(
  SELECT ${names}, sum(stored_copy) AS stored_copies, sum(expected_copy) AS expected_copies
  FROM
  (
    SELECT ${cast.join(", ")}, copies AS stored_copy, 0 AS expected_copy
    FROM
    (
${storedSql(derived)}
    )
    UNION ALL
    SELECT ${cast.join(", ")}, 0, 1
    FROM
    (
${expected}
    )
  )
  GROUP BY ${names}
  HAVING stored_copies != expected_copies
)
GROUP BY ${keys}
ORDER BY ${keys}
LIMIT ${examples}`;
}

/** The first rows of a key, as objects. */
function rowsOf(values: Columns, copies: string): string {
  const names = [...Object.keys(values), copies].join(", ");
  const fields = Object.entries({ ...values, copies: "Int64" }).map(
    ([name, type]) => `${name} ${type}`,
  );
  return `groupArrayIf(${ROWS_OF_KEY})(CAST(tuple(${names}) AS Tuple(${fields.join(", ")})), ${copies} != 0)`;
}

/** What a slice of the table holds: each row, and how often. */
function storedSql(derived: DerivedTable): string {
  const { table, slicedBy, part = "true" } = derived;
  if (derived.stored !== undefined) return statementText(derived.stored);
  return rowsSql(
    derived,
    table,
    derived.addsUp
      ? part
      : `cityHash64(${slicedBy}) % {slices:UInt32} = {slice:UInt32} AND ${part}`,
  );
}

function rowsSql(
  { kind, key, values }: DerivedTable,
  table: string,
  where: string,
): string {
  const names = Object.keys(values);
  const keys = Object.keys(key).join(", ");
  const from = `FROM ${table} WHERE ${where}`;
  if (kind === "signed") {
    const all = [keys, ...names].join(", ");
    return `SELECT ${all}, sum(sign) AS copies ${from} GROUP BY ${all} HAVING copies != 0`;
  }
  const sums = names.map((name) => `sum(${name}) AS ${name}`).join(", ");
  const some = names.map((name) => `${name} != 0`).join(" OR ");
  return `SELECT ${keys}, ${sums}, 1 AS copies ${from} GROUP BY ${keys} HAVING ${some}`;
}
