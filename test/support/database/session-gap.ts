import type { Store } from "../../../clickhouse/connection/store.ts";

/**
 * Gives a database without runs this session gap, in seconds, as if it had been
 * created with it.
 */
export async function setSessionGap(store: Store, gap: number): Promise<void> {
  await store.command({
    name: "set-session-gap",
    sql: `ALTER TABLE ledger MODIFY COLUMN session_gap UInt32 DEFAULT ${gap}`,
  });
}
