import { createRebuilt, rebuiltTable } from "../publish/rebuilt-tables.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { DERIVED_TABLES, type DerivedTable } from "./derived-tables.ts";
import { bind, forEachSlice, statementText } from "./sources.ts";

/** What a run rebuilds, and how. */
export interface Rebuilding {
  readonly runId: number;
  readonly rowsPerSlice: number;
  /** Pings further apart are of different sessions, in seconds. */
  readonly sessionGap: number;
  /** What tables are computed from that were rebuilt before. */
  readonly from: readonly PublishedTable[];
  /** Rejected lines that this pattern finds are not kept; empty finds none. */
  readonly forgotten: string;
  /** The ids of events that are gone stay known. */
  readonly erasing: boolean;
}

/**
 * Rewrites derived tables into rebuilt tables, from their source tables; a source
 * that is itself rebuilt is read from its rebuilt table.
 */
export async function rebuildTables(
  store: Store,
  tables: ReadonlySet<PublishedTable>,
  rebuilding: Rebuilding,
): Promise<void> {
  const { rowsPerSlice, runId, forgotten, erasing, sessionGap } = rebuilding;
  const values = {
    ...{ run_id: runId, forgotten, erasing, rebuilding: true },
    session_gap: sessionGap,
  };
  const rebuilt = new Set<PublishedTable>(rebuilding.from);
  for (const derived of DERIVED_TABLES.filter(({ table }) =>
    tables.has(table),
  )) {
    const { table } = derived;
    if (!rebuilt.has(table)) await createRebuilt(store, table, runId);
    const sources = { rebuilt };
    const sql = insertExpected(derived, rebuiltTable(table));
    await forEachSlice(store, derived, sources, rowsPerSlice, (on, slice) =>
      on.command(
        bind(`rebuild-${table}`, sql, sources, { ...values, ...slice }),
      ),
    );
    rebuilt.add(table);
  }
}

/** Writes the expected rows of a slice of a derived table into a table. */
export function insertExpected(derived: DerivedTable, target: string): string {
  const { kind, isRunless, key, values, expected, rebuild } = derived;
  const into = `INSERT INTO ${target}`;
  if (rebuild)
    return `${into} (${rebuild.columns})\n${statementText(rebuild.file)}`;
  const extra = {
    ...(!isRunless && { run_id: "{run_id:UInt32}" }),
    ...(kind === "signed" && { sign: "1" }),
  };
  const names = [...Object.keys(key), ...Object.keys(values)];
  const columns = [...names, ...Object.keys(extra)].join(", ");
  const selected = [...names, ...Object.values(extra)].join(", ");
  return `${into} (${columns}) SELECT ${selected} FROM (\n${statementText(expected)}\n)`;
}
