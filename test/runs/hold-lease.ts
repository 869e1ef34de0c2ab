import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../runs/open-store.ts";
import { makeSpoolFolder } from "../../runs/spool-folder.ts";
import type { Endpoint } from "../../clickhouse/connection/endpoint.ts";
import { messageOf } from "../../common/errors.ts";
import { NOBODY } from "../support/database/database-pool.ts";

/** The orders for the process that holds a lease, its only argument. */
export interface HolderOrder {
  readonly endpoint: Endpoint;
  readonly dataDir: string;
  /** A statement that it repeats while it holds the lease. */
  readonly statement: string;
  readonly leaseMilliseconds?: number;
}

const { endpoint, dataDir, statement, ...options } = JSON.parse(
  process.argv[2] ?? "",
) as HolderOrder;
const store = openStore({
  ...options,
  endpoint,
  dataDir,
  spoolFolder: makeSpoolFolder(dataDir),
  contender: {
    ...NOBODY,
    operation: "ingest",
    title: "ingest monday.jsonl",
    progress: () => ({
      step: "reading",
      inputBytes: 1000,
      readBytes: 400,
      lines: 40,
      rejected: 4,
    }),
  },
});
try {
  await store.asWriter(async () => {
    process.stdout.write("held\n");
    for (;;) {
      await store.command({ name: "step", sql: statement });
      await sleep(20);
    }
  });
} catch (error) {
  process.stdout.write(`${messageOf(error)}\n`);
}
await store.close();
