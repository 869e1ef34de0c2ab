import { createHash } from "node:crypto";
import {
  createReadStream,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { messageOf, TouchlineError } from "../common/errors.ts";
import {
  isAlive,
  processNamespace,
  selfIdentity,
} from "../common/process-identity.ts";
import { isLocal, TIMEOUTS, type Endpoint, type Timeouts } from "./endpoint.ts";
import { makePrivateFolder } from "./engine/data-directory.ts";
import { explainLimit, isLimit } from "./explain-limit.ts";
import { checkSchema } from "./migrate.ts";
import { PublishedVersion, type NewestRun } from "./published-version.ts";
import { createDatabaseSql } from "./render-migration.ts";
import { engineCode, ServerConnection } from "./server-connection.ts";
import { withServerSession } from "./server-session.ts";
import { serverWriter } from "./server-writer.ts";
import { streamResult } from "./stream-result.ts";
import type { ReadStore, Statement, Store, Writer } from "./store.ts";
import { LEDGER } from "./tables.ts";
import {
  LEASE_MILLISECONDS,
  WriterLease,
  type Contender,
} from "./writer-lease.ts";

export interface ServerOptions {
  readonly endpoint: Endpoint;
  /** The folder in which this machine keeps its own temporary files. */
  readonly dataDir: string;
  /** A folder of this process's own in it; see makeSpoolFolder. */
  readonly spoolFolder: string;
  /** On whose behalf the database is changed. */
  readonly contender: Contender;
  /** The cluster on which the database is; none where left out or "". */
  readonly cluster?: string;
  /** Whether the server reads block files where they lie, by their path. */
  readonly readsFiles?: boolean;
  readonly timeouts?: Timeouts;
  /** How long a writer may say nothing before another takes over. */
  readonly leaseMilliseconds?: number;
  /** Whether block files are compressed: by default, on their way elsewhere. */
  readonly compress?: boolean;
}

/** A reader has somebody waiting for it. */
const READER_DELAYS = [50, 200];

const WRITER_DELAYS = [100, 400, 1600, 3000];

const UNKNOWN_TABLE = "60";

/** A store that reads, and is to be closed. */
export type Reader = ReadStore & { close(): Promise<void> };

export interface ReaderOptions {
  readonly timeouts?: Timeouts;
  /** Called again and again while a run stays half published. */
  readonly stuck?: () => void;
}

/** Opens a ClickHouse server for reading alone; asks it nothing yet. */
export function openServerReader(
  endpoint: Endpoint,
  { timeouts = TIMEOUTS, stuck }: ReaderOptions = {},
): Reader {
  const connection = new ServerConnection(endpoint, {
    id: `touchline-read-${process.pid}`,
    timeout: timeouts.read,
    delays: READER_DELAYS,
    settings: { readonly: "2" },
    mayRepeat: (error) => !isLimit(error),
  });
  const writer = serverWriter(connection);
  const query = <Row>(statement: Statement) =>
    explainLimit(() => writer.rows<Row>(statement));
  let known = false;
  const published = new PublishedVersion(async () => {
    if (!known) await explainNoTables(endpoint, () => checkSchema(query));
    known = true;
    return newestRun(query);
  }, stuck);
  return {
    query,
    snapshot: (read) => published.read(read),
    version: () => published.version(),
    close: () => connection.close(),
  };
}

/**
 * Opens a ClickHouse server, making the database when it does not exist.
 * Throws database_unavailable when the server is away, or does not let the
 * user in.
 */
export async function openServer(options: ServerOptions): Promise<Store> {
  const { endpoint, contender, cluster = "", timeouts = TIMEOUTS } = options;
  const compress = options.compress ?? !isLocal(endpoint);

  const controlling = new ServerConnection(endpoint, {
    id: `touchline-control-${process.pid}`,
    timeout: timeouts.control,
    delays: WRITER_DELAYS,
  });
  const control = serverWriter(controlling);
  const endStatements = (id: string) =>
    control.command({
      name: "end-statements",
      sql: "KILL QUERY WHERE startsWith(query_id, {id:String}) SYNC",
      parameters: { id },
      repeatable: true,
    });
  const lease = new WriterLease({
    contender,
    control,
    endStatements,
    cluster,
    milliseconds: options.leaseMilliseconds ?? LEASE_MILLISECONDS,
  });
  const writing = new ServerConnection(endpoint, {
    id: lease.id,
    timeout: timeouts.write,
    delays: WRITER_DELAYS,
    guard: () => lease.check(),
    // Where the server is away, the failure to report is the first.
    settle: (id) => endStatements(id).catch(() => undefined),
  });
  const writer = serverWriter(writing);
  const reader = openServerReader(endpoint, { timeouts });

  const close = async (): Promise<void> => {
    rmSync(options.spoolFolder, { recursive: true, force: true });
    await Promise.all([controlling, writing, reader].map((c) => c.close()));
  };
  try {
    await createDatabase(endpoint, timeouts, cluster);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    dataDir: resolve(options.dataDir),
    spoolFolder: options.spoolFolder,
    cluster,
    ...writer,
    query: (statement) => reader.query(statement),
    snapshot: (read) => reader.snapshot(read),
    version: () => reader.version(),
    session: (work) =>
      withServerSession(
        writing,
        { compress, readsFiles: options.readsFiles ?? false },
        work,
      ),
    asWriter: (work) => lease.hold(work),
    stream: ({ sql, ...statement }, format) =>
      streamResult(writing, { ...statement, sql: `${sql} FORMAT ${format}` }),

    loadFile: (table, columns, file) =>
      writing.send(
        {
          name: "load-file",
          sql: `INSERT INTO ${table} (${columns.join(", ")}) FORMAT Native`,
        },
        { repeatable: false },
        async (client, sending) => {
          const { stream } = await client.exec({
            ...sending,
            values: createReadStream(file),
            http_headers: { "Content-Encoding": "gzip" },
          });
          await stream.toArray();
        },
      ),

    moveRows: (from, to) =>
      writer.command({
        name: "move-rows",
        sql: `ALTER TABLE ${from} MOVE PARTITION tuple() TO TABLE ${to}`,
      }),

    close,
  };
}

/** What the ledger says last, in one small query. */
async function newestRun(rows: ReadStore["query"]): Promise<NewestRun> {
  const [row] = await rows<{ runId: number; publishing: number }>({
    name: "newest-run",
    sql: `SELECT max(run_id) AS runId, argMax(state, (run_id, changed_at)) = 'publishing' AS publishing
      FROM ${LEDGER} SETTINGS max_execution_time = 5`,
  });
  return { runId: row?.runId ?? 0, publishing: Boolean(row?.publishing) };
}

async function explainNoTables<T>(
  { url, database }: Endpoint,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (engineCode(error) !== UNKNOWN_TABLE) throw error;
    throw new TouchlineError(
      "database_unavailable",
      `the database ${database} at ${url} has no tables yet: npx touchline ingest makes them`,
      { cause: error },
    );
  }
}

async function createDatabase(
  endpoint: Endpoint,
  { control }: Timeouts,
  cluster: string,
): Promise<void> {
  await outsideDatabase(endpoint, control, async (writer) => {
    if (cluster !== "") await checkCluster(writer, endpoint, cluster);
    await writer.command({
      name: "create-database",
      sql: createDatabaseSql(endpoint.database, cluster),
      repeatable: true,
    });
  });
}

/** Whether the database exists. */
export async function databaseExists(
  endpoint: Endpoint,
  { control }: Timeouts = TIMEOUTS,
): Promise<boolean> {
  return outsideDatabase(endpoint, control, async (writer) => {
    const found = await writer.rows({
      name: "database-exists",
      sql: "SELECT name FROM system.databases WHERE name = {name:String}",
      parameters: { name: endpoint.database },
    });
    return found.length > 0;
  });
}

/** A database that does not exist cannot be the one to ask in. */
async function outsideDatabase<T>(
  endpoint: Endpoint,
  timeout: number,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const outside = { ...endpoint, database: "default" };
  const connection = new ServerConnection(outside, {
    id: `touchline-control-${process.pid}`,
    timeout,
    delays: WRITER_DELAYS,
  });
  try {
    return await work(serverWriter(connection));
  } finally {
    await connection.close();
  }
}

/** Throws database_unavailable where there is no such cluster of one shard. */
async function checkCluster(
  writer: Writer,
  { url }: Endpoint,
  cluster: string,
): Promise<void> {
  const [row] = await writer.rows<{ shards: number }>({
    name: "count-shards",
    sql: "SELECT uniqExact(shard_num) AS shards FROM system.clusters WHERE cluster = {cluster:String}",
    parameters: { cluster },
  });
  const shards = row?.shards ?? 0;
  if (shards === 1) return;
  throw new TouchlineError(
    "database_unavailable",
    shards === 0
      ? `ClickHouse at ${url} knows no cluster ${cluster}: set CLICKHOUSE_CLUSTER to one in its system.clusters`
      : `the cluster ${cluster} has ${shards} shards, and a run is published on one: set CLICKHOUSE_CLUSTER to a cluster of one shard (docs/scaling.md)`,
  );
}

/** The folder of a process whose id says nothing here is kept for so long. */
const KEEP_FOREIGN_MILLISECONDS = 24 * 3_600_000;

/**
 * Makes a folder of this process's own for temporary files, and removes those
 * of processes that have ended.
 * Throws database_unavailable when it cannot be made.
 */
export function makeSpoolFolder(dataDir: string): string {
  const parent = join(resolve(dataDir), "spool");
  const { pid, started } = selfIdentity();
  const here = createHash("sha256")
    .update(processNamespace())
    .digest("hex")
    .slice(0, 8);
  try {
    makePrivateFolder(parent);
    for (const name of readdirSync(parent)) {
      const path = join(parent, name);
      if (isLeftOver(name, here, statSync(path).mtimeMs))
        rmSync(path, { recursive: true, force: true });
    }
    return mkdtempSync(join(parent, `${here}-${pid}-${started}-`));
  } catch (error) {
    throw new TouchlineError(
      "database_unavailable",
      `cannot keep temporary files in ${parent} (${messageOf(error)}): make it writable, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
}

/** Whether the process that made the folder of this name has ended. */
function isLeftOver(name: string, here: string, changedAt: number): boolean {
  const [, namespace, pid, started = ""] =
    /^([0-9a-f]{8})-(\d+)-(\d*)-/.exec(name) ?? [];
  return namespace === here
    ? !isAlive({ pid: Number(pid), started })
    : Date.now() - changedAt > KEEP_FOREIGN_MILLISECONDS;
}
