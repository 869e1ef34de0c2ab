import { TouchlineError } from "../common/errors.ts";
import type { Writer } from "../clickhouse/connection/store.ts";
import { LEDGER } from "../clickhouse/schema/tables.ts";

/**
 * The session gap of a database, in seconds: that of its newest run, or without
 * any that with which the database was created.
 */
export async function readSessionGap(
  store: Pick<Writer, "rows">,
): Promise<number> {
  const [row] = await store.rows<{ gap: number }>({
    name: "session-gap",
    sql: `SELECT if(count() = 0,
        (SELECT toUInt32(any(default_expression)) FROM system.columns
          WHERE database = currentDatabase() AND table = '${LEDGER}' AND name = 'session_gap'),
        argMax(session_gap, run_id)) AS gap
      FROM ${LEDGER}`,
  });
  return Number(row?.gap);
}

/**
 * Throws database_unavailable if the setting SESSION_GAP is not the session gap
 * of the database.
 * @param setting in seconds; undefined where it is unset, which accepts any.
 */
export async function checkSessionGap(
  store: Pick<Writer, "rows">,
  setting: number | undefined,
): Promise<void> {
  if (setting === undefined) return;
  const gap = await readSessionGap(store);
  if (gap === setting) return;
  throw new TouchlineError(
    "database_unavailable",
    `SESSION_GAP is ${setting}, and the sessions of this database are computed with a gap of ${gap} s: unset SESSION_GAP or set it to ${gap}, or compute all sessions again with npx touchline verify --repair --session-gap ${setting}`,
  );
}
