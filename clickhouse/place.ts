import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serverUrls, type Config } from "../common/settings/config.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainingDisk } from "../common/explain-files.ts";
import type { Endpoint } from "./connection/endpoint.ts";
import { canReadFilesIn } from "./connection/read-blocks.ts";
import { tablesIn } from "./engine/data-directory.ts";
import { readNote } from "./engine/engine-note.ts";
import { findEngine, useEngine } from "./engine/use-engine.ts";
import { databaseExists } from "./schema/create-database.ts";

/** The ClickHouse of the settings: an engine of our own, or a server. */
export interface Place {
  /** As the user who changes the database. */
  readonly admin: Endpoint;
  /** As the user who reads it. */
  readonly reader: Endpoint;
  /** Whether it reads block files where they lie. */
  readonly readsFiles: boolean;
  /** Settles when the engine has ended; never for a server. */
  readonly lost: Promise<void>;
  /** The engine may stop, once nobody else uses it. */
  release(): void;
}

/** What a command does with a database that does not exist. */
export type WhenMissing = "create" | "fail";

/** Whether the settings name a server; else the database is embedded. */
export const usesServer = (config: Config): boolean =>
  config.CLICKHOUSE_URL !== "";

/**
 * Finds or starts the ClickHouse of the settings.
 * Throws database_unavailable where there is none, or no database in it and
 * none is to be created.
 */
export async function openPlace(
  config: Config,
  whenMissing: WhenMissing,
): Promise<Place> {
  if (usesServer(config)) return placeOnServer(config, whenMissing);
  if (whenMissing === "fail") checkEmbedded(config);
  const home = resolve(config.DATA_DIR);
  const engine = await explainingDisk(home, () => useEngine(config));
  return { ...engine, readsFiles: canReadFilesIn(home) };
}

/** Throws database_unavailable where the data directory has no database. */
export function checkEmbedded({
  DATA_DIR,
  CLICKHOUSE_DATABASE: name,
}: Config): void {
  const home = resolve(DATA_DIR);
  if (existsSync(join(tablesIn(home), "metadata", `${name}.sql`))) return;
  throw new TouchlineError(
    "database_unavailable",
    `there is no database ${name} in ${home}: npx touchline ingest FILE creates one, or set DATA_DIR to the folder of another${describeDemo()}`,
  );
}

async function placeOnServer(
  config: Config,
  whenMissing: WhenMissing,
): Promise<Place> {
  const place = serverPlace(config);
  if (whenMissing === "fail" && !(await databaseExists(place.admin)))
    throw new TouchlineError(
      "database_unavailable",
      `ClickHouse at ${place.admin.url} has no database ${config.CLICKHOUSE_DATABASE}: npx touchline ingest FILE creates it, or set CLICKHOUSE_DATABASE to another`,
    );
  return place;
}

/** The server of the settings, whether it is up or not. */
export function serverPlace(config: Config): Place {
  const urls = serverUrls(config);
  const [url = ""] = urls;
  const where = {
    ...{ url, database: config.CLICKHOUSE_DATABASE },
    ...(urls.length > 1 && {
      shards: { urls, cluster: config.CLICKHOUSE_CLUSTER },
    }),
  };
  const admin = {
    ...where,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  };
  return {
    admin,
    reader:
      config.API_CLICKHOUSE_USER === ""
        ? admin
        : {
            ...where,
            user: config.API_CLICKHOUSE_USER,
            password: config.API_CLICKHOUSE_PASSWORD,
          },
    readsFiles: false,
    lost: new Promise(() => undefined),
    release: () => undefined,
  };
}

/** Where a running demo has its database; "" if there is none. */
function describeDemo(): string {
  const homes = readdirSync(tmpdir())
    .filter((name) => name.startsWith("touchline-demo-"))
    .map((name) => join(tmpdir(), name))
    .filter((home) => readNote(home) !== undefined);
  return homes.length === 0
    ? ""
    : ` (a demo that is running has DATA_DIR=${homes.join(" or ")})`;
}

/** Stops the engine on a data directory, if one runs and nobody uses it. */
export async function stopEngine(config: Config): Promise<void> {
  const engine = await findEngine(config);
  await engine?.stop();
}

/** Lends the ClickHouse of the settings, in which the database must exist. */
export async function withPlace<T>(
  config: Config,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const place = await openPlace(config, "fail");
  try {
    return await work(place);
  } finally {
    place.release();
  }
}
