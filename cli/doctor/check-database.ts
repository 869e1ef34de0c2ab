import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { beginEmbedded } from "../../clickhouse/embedded.ts";
import { isAlive, readOwner } from "../../clickhouse/owner-note.ts";
import type { Config } from "../../common/config.ts";
import { messageOf } from "../../common/errors.ts";
import { checkLedger } from "./check-ledger.ts";
import { fault, ok, type Finding } from "./finding.ts";

/**
 * Opens the embedded database, unless another process has it, and looks into
 * it. What other commands do then, to bring its schema up to date and to
 * complete a run, is not done.
 */
export async function checkDatabase({
  DATA_DIR,
  CLICKHOUSE_DATABASE,
}: Config): Promise<Finding[]> {
  const home = resolve(DATA_DIR);
  const tables = join(home, "clickhouse/metadata", CLICKHOUSE_DATABASE);
  if (!existsSync(tables)) return [ok("database", "none yet: ingest makes it")];
  const owner = readOwner(home);
  // Who has it open has brought it up to date.
  if (owner && isAlive(owner))
    return [ok("database", `looked after by process ${owner.pid}`)];
  try {
    const store = await beginEmbedded(DATA_DIR, CLICKHOUSE_DATABASE).opened;
    try {
      return await checkLedger(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    return [
      fault(
        "database",
        messageOf(error),
        "if no process has it open, bring back a copy of the data directory, or ingest the files into a new one",
      ),
    ];
  }
}
