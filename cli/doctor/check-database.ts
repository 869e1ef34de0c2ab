import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Endpoint } from "../../clickhouse/connection/endpoint.ts";
import { tablesIn } from "../../clickhouse/engine/data-directory.ts";
import { useEngine } from "../../clickhouse/engine/use-engine.ts";
import { usesServer } from "../../clickhouse/place.ts";
import {
  readConfig,
  sessionGapOf,
  type Config,
} from "../../common/settings/config.ts";
import { messageOf } from "../../common/errors.ts";
import { checkLedger } from "./check-ledger.ts";
import { DATA_DIRECTORY } from "./check-data-directory.ts";
import { fault, ok, type Check, type Finding } from "./check.ts";
import { examineDatabase } from "./examine-database.ts";

/**
 * The embedded database. What other commands do when they open it, to update
 * its schema and to complete a run, is not done.
 */
export const DATABASE: Check = {
  about:
    "or the embedded database, its session gap, and whether it has lost rows",
  needs: [DATA_DIRECTORY],
  examine({ env }) {
    const config = readConfig(env);
    return usesServer(config) ? [] : checkDatabase(config);
  },
};

async function checkDatabase(config: Config): Promise<Finding[]> {
  const home = resolve(config.DATA_DIR);
  const { CLICKHOUSE_DATABASE: name } = config;
  if (!existsSync(join(tablesIn(home), "metadata", `${name}.sql`)))
    return [ok("database", "none yet: ingest makes it")];
  try {
    const engine = await useEngine(config);
    try {
      return await look(engine.admin, sessionGapOf(config));
    } finally {
      engine.release();
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

async function look(
  endpoint: Endpoint,
  sessionGap: number | undefined,
): Promise<Finding[]> {
  return examineDatabase(endpoint, (database) =>
    checkLedger(database, sessionGap),
  );
}
