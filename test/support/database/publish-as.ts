import type { Store } from "../../../clickhouse/connection/store.ts";

/** Publishes what `work` writes as a run with this number. */
export async function publishAs(
  store: Store,
  version: number,
  work: () => Promise<void>,
): Promise<void> {
  const enter = (state: string) =>
    store.command({
      name: `ledger-${state}`,
      sql: `INSERT INTO ledger (run_id, state, changed_at) SELECT {version:UInt32}, {state:String}, now64(3)`,
      parameters: { version, state },
    });
  await enter("publishing");
  await work();
  await enter("done");
}
