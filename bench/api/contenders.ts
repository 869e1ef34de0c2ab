import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stopEngine } from "../../clickhouse/place.ts";
import { packageRoot } from "../../common/package-root.ts";
import { embeddedIn } from "../harness/with-store.ts";
import { startServer, type ChildServer } from "./child-server.ts";
import { exportRows, touchline } from "./database.ts";
import type { Workload } from "./load.ts";
import { findPostgres, startPostgres } from "./postgres.ts";

/** A server that answers some of the workloads. */
export interface ApiContender {
  readonly label: string;
  readonly workloads: readonly Workload[];
  /** Starts it anew: nothing is remembered of earlier requests. */
  start(): Promise<ChildServer>;
}

const PEERS = join(packageRoot, "bench/peers");
const QUESTIONS = ["uniform", "zipf", "game"] as const;

export function createTouchlineApi(dataDir: string): ApiContender {
  return {
    label: "Touchline",
    workloads: QUESTIONS,
    async start() {
      const server = await startServer(touchline("serve", dataDir));
      return {
        origin: server.origin,
        async stop() {
          await server.stop();
          // The next one starts with the caches of its engine empty as well.
          await stopEngine(embeddedIn(dataDir));
        },
      };
    },
  };
}

/** The limit of what an API on Koa can do. */
export function createBareKoa(): ApiContender {
  return {
    label: "Koa without a database",
    workloads: ["bare"],
    start: () => startPeer("bare-koa.mjs"),
  };
}

/** The peer, with a PostgreSQL that runs until it is stopped. */
export interface PostgresPeer extends ApiContender {
  readonly version: string;
  stop(): Promise<void>;
}

/** What keeps the peer from running here, and what to do about it. */
export function missingForPeer(): string | undefined {
  if (!existsSync(join(PEERS, "node_modules/autocannon")))
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
  for (const [name, sql] of Object.entries(EXPORTS))
    exportRows(dataDir, sql, "CSV", join(folder, `${name}.csv`));
  const postgres = await startPostgres(findPostgres() as string, folder);
  try {
    postgres.psql(readFileSync(join(PEERS, "postgres-tables.sql"), "utf8"));
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return {
    label: "Fastify + PostgreSQL",
    workloads: QUESTIONS,
    version: postgres.version,
    start: () =>
      startPeer("fastify-postgres.mjs", { PGPORT: `${postgres.port}` }),
    stop: () => postgres.stop(),
  };
}

const EXPORTS = {
  user_totals: `SELECT user_id, registration.country, registration.registration_date_local_timezone,
      session_count, time_spent_in_game, if(session_count = 0, NULL, last_session_date),
      total_duration, total_points_home, total_points_away
    FROM summed_user_totals WHERE registration.event_id <= 9007199254740991
    SETTINGS format_csv_null_representation = ''`,
  session_data: `SELECT user_id, date, session_count, time_spent_in_game FROM session_data`,
};

function startPeer(
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const args = [join(PEERS, script)];
  return startServer({ file: process.execPath, args, env });
}
