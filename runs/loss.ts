import { TouchlineError } from "../common/errors.ts";
import { formatCount } from "../common/text.ts";
import { total } from "../common/total.ts";
import type { Examined } from "./check-shards.ts";
import { readLedger, readRawRows, type RawRows } from "./ledger.ts";
import { quoteLiteral } from "../clickhouse/connection/statement/quote-literal.ts";
import type { Store, Writer } from "../clickhouse/connection/store.ts";
import { RAW_TABLES, type RawTable } from "../clickhouse/schema/tables.ts";

/** What a database has lost, as after a disk error. */
export interface Loss {
  /** Raw tables that have fewer rows than the last run left. */
  readonly rawTables: readonly {
    readonly table: RawTable;
    readonly expected: number;
    readonly actual: number;
  }[];
  /** Parts that ClickHouse has set aside since it cannot read them. */
  readonly brokenParts: readonly {
    readonly table: string;
    readonly part: string;
    readonly reason: string;
    /** The address of its server, where there are several databases. */
    readonly at?: string;
  }[];
}

/** Looks for losses; no run may be published meanwhile. */
export async function findLoss(store: Examined): Promise<Loss> {
  const { interrupted } = await readLedger(store);
  const brokenParts = await findBrokenParts(store);
  if (store.sharding)
    for (const shard of store.shards)
      for (const part of await findBrokenParts(shard))
        brokenParts.push({ ...part, at: shard.url });
  // Of a run that is half published, the tables hold a part.
  const expected = interrupted ? {} : await readRawRows(store);
  const actual = await countRawRows(store);
  return {
    brokenParts,
    rawTables: RAW_TABLES.flatMap((table) => {
      const { [table]: noted } = expected;
      const { [table]: found = 0 } = actual;
      return noted === undefined || found >= noted
        ? []
        : [{ table, expected: noted, actual: found }];
    }),
  };
}

const findBrokenParts = (
  database: Pick<Writer, "rows">,
): Promise<Loss["brokenParts"][number][]> =>
  database.rows({
    name: "broken-parts",
    sql: `SELECT table, name AS part, reason FROM system.detached_parts
      WHERE database = currentDatabase() AND startsWith(reason, 'broken') AND NOT startsWith(table, 'change_')
      ORDER BY table, name`,
  });

/** The rows of the raw tables as they are. */
async function countRawRows({ shards }: Examined): Promise<RawRows> {
  const rows = await Promise.all(
    shards.map((shard) =>
      shard.rows<{ table: string; rows: number }>({
        name: "raw-rows",
        sql: `SELECT table, sum(rows) AS rows FROM system.parts
          WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)} GROUP BY table`,
        parameters: { tables: RAW_TABLES },
      }),
    ),
  );
  return Object.fromEntries(
    RAW_TABLES.map((name) => {
      const counts = rows.flat().filter(({ table }) => table === name);
      return [name, total(counts.map(({ rows: count }) => Number(count)))];
    }),
  );
}

/** A loss in one line; undefined where there is none. */
export function describeLoss({
  rawTables,
  brokenParts,
}: Loss): string | undefined {
  const found = [
    ...rawTables.map(
      ({ table, expected, actual }) =>
        `${table} has ${formatCount(actual)} of ${formatCount(expected)} rows`,
    ),
    ...brokenParts.map(
      ({ table, part, reason, at }) =>
        `${table}${at === undefined ? "" : ` at ${at}`} has lost the part ${part} (${reason})`,
    ),
  ];
  return found.length === 0 ? undefined : found.join("; ");
}

/** The remedies for a loss. */
export const LOSS_REMEDY =
  "restore a backup into a new DATA_DIR, or ingest the files again into one; npx touchline verify --repair --accept-loss keeps what is left";

/**
 * Throws database_failed if raw rows are missing: results from the rest would
 * look complete.
 * @param option the option with which the user accepts the loss.
 */
export async function refuseLoss(
  store: Examined,
  option: string,
): Promise<void> {
  const { rawTables } = await findLoss(store);
  if (rawTables.length === 0) return;
  const described = describeLoss({ rawTables, brokenParts: [] });
  throw new TouchlineError(
    "database_failed",
    `raw events are missing (${described}): nothing was done. Bring them back: restore a backup, or ingest the files again into a new DATA_DIR. To go on without them, add ${option}`,
  );
}

/** Removes the parts that ClickHouse has set aside, once their loss is accepted. */
export async function dropBrokenParts(
  store: Store,
  { brokenParts }: Loss,
): Promise<void> {
  for (const { table, part, at } of brokenParts) {
    const on = store.shards.find(({ url }) => url === at) ?? store;
    await on.command({
      name: "drop-broken-part",
      sql: `ALTER TABLE ${table} DROP DETACHED PART ${quoteLiteral(part)} SETTINGS allow_drop_detached = 1`,
      repeatable: true,
    });
  }
}
