import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  createClient,
  type ClickHouseClient,
  type DataFormat,
} from "@clickhouse/client";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { takeOwnership } from "./data-directory.ts";
import { Snapshots } from "./snapshots.ts";
import type { Columns, Statement, Store } from "./store.ts";

type Connection = NonNullable<
  NonNullable<Parameters<typeof createClient>[0]>["connection"]
>;

const READERS = 2;
const WRITERS = 2;

/**
 * Opens the embedded ClickHouse that lives in `dataDir`, making both when
 * they do not exist. Only the main thread may call this: a worker thread
 * that has loaded chDB stops the whole process when it ends.
 * Throws database_unavailable when the folder cannot be written, or another
 * process holds it.
 */
export async function openEmbedded(
  dataDir: string,
  database: string,
): Promise<Store> {
  const home = resolve(dataDir);
  const release = takeOwnership(home);
  const { Session, drainPending } = await import("chdb");
  const { createChdbConnection } = await import("chdb/connection");

  const path = join(home, "clickhouse");
  const connect = async (...setUp: string[]): Promise<ClickHouseClient> => {
    // The same interface, which each package declares anew.
    const connection = createChdbConnection({ path }) as unknown as Connection;
    const client = createClient({ connection });
    for (const query of setUp) await client.command({ query });
    return client;
  };
  const useDatabase = `USE \`${database}\``;
  const connectReader = () => connect(useDatabase, "SET readonly = 2");
  const connectWriter = () => connect(useDatabase);
  const several = (count: number, make: () => Promise<ClickHouseClient>) =>
    Promise.all(Array.from({ length: count }, make));

  let anchor: InstanceType<typeof Session>;
  try {
    anchor = new Session(path);
  } catch (error) {
    release();
    throw new TouchlineError(
      "database_unavailable",
      `cannot open the database in ${home}: another process holds it, or it cannot be read and written. Stop that process, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
  // Names without a database mean this one; the engine's own default
  // database cannot exchange or move tables.
  const first = await connect(`CREATE DATABASE IF NOT EXISTS \`${database}\``);
  await first.close();
  const readers = new ConnectionPool(await several(READERS, connectReader));
  const writers = new ConnectionPool(await several(WRITERS, connectWriter));
  const snapshots = new Snapshots(0);
  const spoolFolder = join(home, "spool");
  mkdirSync(spoolFolder, { recursive: true });

  const run = <T>(
    pool: ConnectionPool,
    { name, sql, parameters }: Statement,
    work: (
      client: ClickHouseClient,
      bound: { query: string; query_params?: Record<string, unknown> },
    ) => Promise<T>,
  ): Promise<T> =>
    pool.use(async (client) => {
      try {
        return await work(client, {
          query: sql,
          ...(parameters && { query_params: parameters }),
        });
      } catch (error) {
        throw new TouchlineError(
          "database_failed",
          `${name}: ${engineMessage(error)}`,
          { cause: error },
        );
      }
    });

  const selectRows = <Row>(pool: ConnectionPool, statement: Statement) =>
    run(pool, statement, async (client, bound) => {
      const result = await client.query({ ...bound, format: "JSONEachRow" });
      return result.json<Row>();
    });

  const execute = (statement: Statement) =>
    run(writers, statement, async (client, bound) => {
      await client.command(bound);
    });

  return {
    spoolFolder,
    query: (statement) => selectRows(readers, statement),
    rows: (statement) => selectRows(writers, statement),
    command: execute,

    bytes: (statement, format) =>
      run(writers, statement, async (client, bound) => {
        const { stream } = await client.exec({
          ...bound,
          query: `${bound.query} FORMAT ${format}`,
        });
        return Buffer.concat(await stream.toArray());
      }),

    async loadBlocks(name, columns, { folder, ending }) {
      await execute({
        name: "drop-stage",
        sql: `DROP TABLE IF EXISTS ${name}`,
      });
      const some = readdirSync(folder).some((file) => file.endsWith(ending));
      // The engine reads block files where they lie: nothing is copied.
      const sql = some
        ? `CREATE VIEW ${name} AS SELECT ${Object.keys(columns).join(", ")} FROM file('${quotePath(join(folder, `*${ending}`))}', 'Native')`
        : `CREATE TABLE ${name} (${declare(columns)}) ENGINE = Memory`;
      await execute({ name: "load-blocks", sql });
    },

    moveRows: (from, to) =>
      execute({
        name: "move-rows",
        sql: `ALTER TABLE ${from} MOVE PARTITION tuple() TO TABLE ${to}`,
      }),

    snapshot: (read) => snapshots.read(read),
    exclusively: (version, publish) => snapshots.publish(version, publish),

    async console(sql, { format, write }) {
      const client = await (write ? connectWriter() : connect(useDatabase));
      try {
        await client.command({ query: "SET final = 1" });
        if (!write) await client.command({ query: "SET readonly = 2" });
        const { stream } = await client.exec({
          query: sql,
          clickhouse_settings: { default_format: format as DataFormat },
        });
        return Buffer.concat(await stream.toArray());
      } catch (error) {
        throw new TouchlineError("database_failed", engineMessage(error), {
          cause: error,
        });
      } finally {
        await client.close();
      }
    },

    async close() {
      await Promise.all([readers.close(), writers.close()]);
      anchor.close();
      await drainPending();
      release();
    },
  };
}

function declare(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
}

/** Quotes a path for file(): its own wild cards stay, the path's do not. */
function quotePath(path: string): string {
  return path.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}

/**
 * What the engine said, without its code and class names. The client's own
 * error drops all that stands behind the first pair of brackets.
 */
function engineMessage(error: unknown): string {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return messageOf(cause)
    .replace(/^Code: \d+\. DB::Exception: /, "")
    .replace(/: while executing '.*$/, "");
}
