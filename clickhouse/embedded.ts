import { randomUUID } from "node:crypto";
import { readdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  createClient,
  type ClickHouseClient,
  type DataFormat,
} from "@clickhouse/client";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { claimDirectory, type Claim } from "./data-directory.ts";
import { explainLimit } from "./explain-limit.ts";
import { Snapshots } from "./snapshots.ts";
import type {
  Columns,
  OpeningStore,
  Session,
  Statement,
  Store,
  Writer,
} from "./store.ts";

type Connection = NonNullable<
  NonNullable<Parameters<typeof createClient>[0]>["connection"]
>;

const READERS = 2;
const WRITERS = 2;

/**
 * Begins to open the embedded ClickHouse that lives in `dataDir`, making both
 * when they do not exist. Only the main thread may call this: a worker thread
 * that has loaded chDB stops the whole process when it ends.
 * Throws database_unavailable when the folder cannot be written, and
 * database_held when another process has it open; so does what it gives, when
 * only the engine can tell.
 */
export function beginEmbedded(dataDir: string, database: string): OpeningStore {
  const home = resolve(dataDir);
  const claim = claimDirectory(home);
  const opened = open(home, database, claim);
  // Whoever waits for it is told; nobody need wait.
  opened.catch(() => undefined);
  return { dataDir: home, spoolFolder: claim.spoolFolder, opened };
}

async function open(
  home: string,
  database: string,
  claim: Claim,
): Promise<Store> {
  const chdb = await import("chdb");
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

  let anchor: InstanceType<typeof chdb.Session>;
  try {
    anchor = new chdb.Session(path);
  } catch (error) {
    throw claim.failed(error);
  }
  claim.opened();
  // Names without a database mean this one; the engine's own default
  // database cannot exchange or move tables.
  const first = await connect(`CREATE DATABASE IF NOT EXISTS \`${database}\``);
  await first.close();
  const readers = new ConnectionPool(await several(READERS, connectReader));
  const writers = new ConnectionPool(await several(WRITERS, connectWriter));
  const snapshots = new Snapshots(0);

  const writer = writerOn((work) => writers.use(work));
  return {
    dataDir: home,
    spoolFolder: claim.spoolFolder,
    cluster: "",
    ...writer,
    query: <Row>(statement: Statement) =>
      explainLimit(() =>
        readers.use((client) => selectRows<Row>(client, statement)),
      ),

    async session(work) {
      const client = await connectWriter();
      try {
        return await work(sessionOn(client));
      } finally {
        await client.close();
      }
    },

    asWriter: (work) => work(),

    async *stream({ name, sql }, format) {
      const session = new chdb.Session(path);
      try {
        await session.queryAsync(useDatabase);
        for await (const chunk of session.queryStream(sql, { format }))
          yield chunk.raw();
      } catch (error) {
        throw new TouchlineError(
          "database_failed",
          `${name}: ${engineMessage(error)}`,
          { cause: error },
        );
      } finally {
        session.close();
      }
    },

    async loadFile(table, columns, file) {
      // Under a name of ours: wild cards in the file's would be the engine's.
      const link = join(claim.spoolFolder, "load.native.gz");
      rmSync(link, { force: true });
      symlinkSync(file, link);
      try {
        const names = columns.join(", ");
        await writer.command({
          name: "load-file",
          sql: `INSERT INTO ${table} (${names}) SELECT ${names} FROM file('${quotePath(link)}', 'Native')`,
        });
      } finally {
        rmSync(link, { force: true });
      }
    },

    moveRows: (from, to) =>
      writer.command({
        name: "move-rows",
        sql: `ALTER TABLE ${from} MOVE PARTITION tuple() TO TABLE ${to}`,
      }),

    snapshot: (read) => snapshots.read(read),
    exclusively: (version, publish) => snapshots.publish(version, publish),

    async console(sql, { format, write }, signal) {
      const client = await (write ? connectWriter() : connect(useDatabase));
      // The engine knows no ids of queries, and hears of no aborted signal.
      const name = `console-${randomUUID()}`;
      const kill = () =>
        void writer
          .command({
            name: "cancel-console",
            sql: `KILL QUERY WHERE Settings['log_comment'] = '${name}' ASYNC`,
          })
          .catch(() => undefined);
      signal.addEventListener("abort", kill, { once: true });
      try {
        await client.command({
          query: `SET final = 1, log_comment = '${name}'`,
        });
        if (!write) await client.command({ query: "SET readonly = 2" });
        signal.throwIfAborted();
        const { stream } = await client.exec({
          query: sql,
          clickhouse_settings: { default_format: format as DataFormat },
        });
        return Buffer.concat(await stream.toArray());
      } catch (error) {
        if (signal.aborted)
          throw new TouchlineError("cancelled", "cancelled", { cause: error });
        throw new TouchlineError("database_failed", engineMessage(error), {
          cause: error,
        });
      } finally {
        signal.removeEventListener("abort", kill);
        await client.close();
      }
    },

    async close() {
      await Promise.all([readers.close(), writers.close()]);
      anchor.close();
      await chdb.drainPending();
      claim.closed();
    },
  };
}

type Lend = <T>(work: (client: ClickHouseClient) => Promise<T>) => Promise<T>;

function writerOn(lend: Lend): Writer {
  return {
    rows: (statement) => lend((client) => selectRows(client, statement)),
    command: (statement) =>
      lend((client) =>
        execute(statement, async (bound) => {
          await client.command(bound);
        }),
      ),
    bytes: (statement, format) =>
      lend((client) =>
        execute(statement, async (bound) => {
          const query = `${bound.query} FORMAT ${format}`;
          const { stream } = await client.exec({ ...bound, query });
          return Buffer.concat(await stream.toArray());
        }),
      ),
  };
}

function sessionOn(client: ClickHouseClient): Session {
  const writer = writerOn((work) => work(client));
  return {
    ...writer,
    loadBlocks(name, columns, { folder, ending }) {
      const some = readdirSync(folder).some((file) => file.endsWith(ending));
      const files = quotePath(join(folder, `*${ending}`));
      // The engine reads block files where they lie: nothing is copied.
      const sql = some
        ? `CREATE TEMPORARY VIEW ${name} AS SELECT ${Object.keys(columns).join(", ")} FROM file('${files}', 'Native')`
        : `CREATE TEMPORARY TABLE ${name} (${declare(columns)})`;
      return writer.command({ name: "load-blocks", sql });
    },
  };
}

function selectRows<Row>(
  client: ClickHouseClient,
  statement: Statement,
): Promise<Row[]> {
  return execute(statement, async (bound) => {
    const result = await client.query({ ...bound, format: "JSONEachRow" });
    return result.json<Row>();
  });
}

/** Sends a statement, and names it when it fails. */
async function execute<T>(
  { name, sql, parameters }: Statement,
  send: (bound: {
    query: string;
    query_params?: Record<string, unknown>;
  }) => Promise<T>,
): Promise<T> {
  try {
    const bound = parameters && { query_params: parameters };
    return await send({ query: sql, ...bound });
  } catch (error) {
    throw new TouchlineError(
      "database_failed",
      `${name}: ${engineMessage(error)}`,
      { cause: error },
    );
  }
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
    .replace(/^(?:Code: \d+\. DB::\w+: )+/, "")
    .replace(/ \(version [^)]*\)$/, "")
    .replace(/: while executing '.*$/, "");
}
