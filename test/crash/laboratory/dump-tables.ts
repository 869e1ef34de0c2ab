import type { Store, Writer } from "../../../clickhouse/connection/store.ts";
import { LEDGER } from "../../../clickhouse/schema/tables.ts";
import { databasesOf } from "../../support/database/database-state.ts";

/** The content of each table, one row per line, independent of merges. */
export type TableDump = ReadonlyMap<string, readonly string[]>;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly key: 0 | 1;
}

/**
 * Reads every table of the database but that of the migrations; where shards
 * hold the rows, all of them as one.
 */
export async function dumpTables(store: Store): Promise<TableDump> {
  const databases = await Promise.all(databasesOf(store).map(describeTables));
  const tables = databases.flatMap((one) => one.tables);
  const dump = new Map<string, readonly string[]>();
  for (const name of [...new Set(tables.map((one) => one.name))].sort()) {
    dump.set(name, []);
    // Many tables are empty, and a statement takes milliseconds.
    const filled = databases.find((one) =>
      one.tables.some((table) => table.name === name && Number(table.parts)),
    );
    if (!filled) continue;
    const { engine = "" } = tables.find((one) => one.name === name) ?? {};
    const own = filled.columns.filter(({ table }) => table === name);
    const bytes = await store.bytes(
      { name: "dump", sql: selectAll(name, engine, own) },
      "TSV",
    );
    const lines = bytes.toString("latin1").split("\n");
    dump.set(name, lines.slice(0, -1));
  }
  return nameStandIns(dump, await readStandIns(store));
}

/** The tables of a database that hold rows, and all columns. */
async function describeTables(store: Writer) {
  return {
    tables: await store.rows<{ name: string; engine: string; parts: number }>({
      name: "tables",
      sql: `SELECT name, engine, parts FROM system.tables
        WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree') AND name != 'migrations' AND position(name, 'writer_lock') = 0`,
    }),
    columns: await store.rows<Column & { table: string }>({
      name: "columns",
      sql: `SELECT table, name, type, is_in_sorting_key AS key FROM system.columns
        WHERE database = currentDatabase() ORDER BY table, position`,
    }),
  };
}

/** The players in place of an erased user: ids drawn at random. */
function readStandIns(store: Store): Promise<{ id: string; place: string }[]> {
  return store.rows({
    name: "stand-ins",
    sql: `SELECT toString(user_id) AS id, toString(event_id) AS place
      FROM registrations WHERE event_id >= 9007199254740992`,
  });
}

/** Gives each of them a reproducible name. */
function nameStandIns(
  dump: TableDump,
  standIns: readonly { readonly id: string; readonly place: string }[],
): TableDump {
  if (standIns.length === 0) return dump;
  const places = new Map(standIns.map(({ id, place }) => [id, place]));
  const rename = (row: string) =>
    row.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      const place = places.get(id);
      return place === undefined ? id : `stand-in ${place}`;
    });
  return new Map([...dump].map(([table, rows]) => [table, rows.map(rename)]));
}

/**
 * Values that are never the same twice: times, and the engine's block
 * numbers.
 */
const CHANCES_OF_RUNS = ["started_at", "changed_at", "seconds", "blocks"];

function selectAll(
  table: string,
  engine: string,
  columns: readonly Column[],
): string {
  const keys = columns.filter(({ key }) => key).map(({ name }) => name);
  const rest = columns
    .map(({ name }) => name)
    .filter((name) => !keys.includes(name) && name !== "sign");
  switch (engine) {
    case "CollapsingMergeTree": {
      // A row that takes another back need not repeat more than its key.
      const last = rest.map((name) => `argMaxIf(${name}, run_id, sign = 1)`);
      return `SELECT ${[...keys, ...last].join(", ")}, sum(sign) AS signs FROM ${table}
        GROUP BY ${keys.join(", ")} HAVING signs != 0 ORDER BY ALL`;
    }
    case "SummingMergeTree": {
      const merged = columns
        .filter(({ key }) => !key)
        .map(({ name, type }) => {
          const [, merge] = /^SimpleAggregateFunction\((\w+)/.exec(type) ?? [];
          return `${merge ?? "sum"}(${name})`;
        });
      // A row that adds up to zero vanishes when the engine merges it.
      const vanishes = columns.some(({ name }) => name === "n");
      return `SELECT ${[...keys, ...merged].join(", ")} FROM ${table} GROUP BY ${keys.join(", ")}
        ${vanishes ? "HAVING sum(n) != 0" : ""} ORDER BY ALL`;
    }
    case "ReplacingMergeTree":
      // If another process completed one of these, it stays done: nothing
      // was reported.
      return `SELECT * EXCEPT (${CHANCES_OF_RUNS.join(", ")}) REPLACE (if(request IN ('erase', 'forget'), 'done', state) AS state) FROM ${table} FINAL ORDER BY ALL`;
    default:
      return `SELECT * FROM ${table} ORDER BY ALL`;
  }
}

/** The rows that only one of two dumps has, up to this number. */
export function compareDumps(
  actual: TableDump,
  expected: TableDump,
  most = 10,
): string[] {
  const tables = new Set([...expected.keys(), ...actual.keys()]);
  const differences = [...tables].flatMap((table) => {
    const found = actual.get(table) ?? [];
    const wanted = expected.get(table) ?? [];
    return [
      ...without(found, wanted).map((row) => `+ ${table}: ${row}`),
      ...without(wanted, found).map((row) => `- ${table}: ${row}`),
    ];
  });
  return differences.slice(0, most);
}

/** The rows less those of another list, each as often as it is there. */
function without(rows: readonly string[], less: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const row of less) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    if (count > 0) left.set(row, count - 1);
    return count === 0;
  });
}

/**
 * A dump without the rows of raw tables and the contents of files, which runs of
 * older versions did not record.
 */
export function withoutRawRows(dump: TableDump): TableDump {
  const runs = dump.get(LEDGER) ?? [];
  const less = runs.map((row) =>
    row.replace(/\{[^{}]*\}\t\{[^{}]*\}(?=\t\d+$)/, ""),
  );
  return new Map([...dump, [LEDGER, less]]);
}
