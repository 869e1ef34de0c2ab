import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import { startServer } from "../harness/child-server.ts";
import type { ApiContender } from "./contenders.ts";
import { exportRows } from "./database.ts";
import { findPostgres, startPostgres, type Postgres } from "./postgres.ts";

/** The peer, with a PostgreSQL that runs until it is stopped. */
export interface PostgresPeer extends ApiContender {
  readonly version: string;
  /** How long the tables took to copy and index, and the summaries to compute. */
  readonly fillSeconds: { readonly tables: number; readonly summaries: number };
  stop(): Promise<void>;
}

const PEERS = join(packageRoot, "bench/peers");
const FOLDER = join(PEERS, "fastify-postgres");

/** The rows of each table, read from the views for analysts. */
const EXPORTS = {
  users: `SELECT user_id, country, device, registered_at, registration_date_local_timezone FROM registration_data`,
  session_data: `SELECT user_id, date, session_count, time_spent_in_game FROM session_data`,
  match_data: `SELECT user_id, date, total_duration, total_points_home, total_points_away FROM match_data`,
  sessions: `SELECT user_id, session_start, session_end FROM sessions`,
  matches: `SELECT match_id, match_start, match_end, home_user_id, away_user_id, home_goals_scored, away_goals_scored FROM matches`,
};

/** Why the peer cannot run here and what to do about it; undefined if it can. */
export function missingForPeer(): string | undefined {
  if (!existsSync(join(PEERS, "node_modules/fastify")))
    return "not installed: npm ci --prefix bench/peers";
  if (findPostgres() === undefined)
    return "PostgreSQL is not installed: apt-get install postgresql";
  return undefined;
}

/** Fills a PostgreSQL in `folder` from a Touchline database. */
export async function createPostgresPeer(
  dataDir: string,
  folder: string,
): Promise<PostgresPeer> {
  const files = Object.entries(EXPORTS).map(([name, sql]) => {
    const path = join(folder, `${name}.csv`);
    exportRows(dataDir, sql, "CSV", path);
    return path;
  });
  const postgres = await startPostgres(findPostgres() as string, folder);
  try {
    const tables = runScript(postgres, "tables.sql");
    files.forEach((path) => rmSync(path));
    const summaries = runScript(postgres, "summaries.sql");
    return {
      label: "Fastify + PostgreSQL",
      version: postgres.version,
      fillSeconds: { tables, summaries },
      start: () =>
        startServer({
          file: process.execPath,
          args: [join(FOLDER, "server.mjs")],
          env: { PGPORT: `${postgres.port}` },
        }),
      stop: () => postgres.stop(),
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Returns how many seconds it took. */
function runScript(postgres: Postgres, name: string): number {
  const begun = performance.now();
  postgres.psql(readFileSync(join(FOLDER, name), "utf8"));
  return (performance.now() - begun) / 1000;
}
