import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { DataFormat } from "@clickhouse/client";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { isLocal, TIMEOUTS, type Endpoint, type Timeouts } from "./endpoint.ts";
import { checkSchema } from "./migrate.ts";
import { isAlive, selfAsOwner } from "./owner-note.ts";
import { PublishedVersion, type NewestRun } from "./published-version.ts";
import { explainLimit, isLimit } from "./explain-limit.ts";
import { createDatabaseSql } from "./render-migration.ts";
import { engineCode, ServerConnection } from "./server-connection.ts";
import { withServerSession } from "./server-session.ts";
import { serverWriter } from "./server-writer.ts";
import type { ReadStore, Statement, Store, Writer } from "./store.ts";
import { WriterLease, type Contender } from "./writer-lease.ts";

export interface ServerOptions {
  readonly endpoint: Endpoint;
  /** The folder in which this machine keeps its own temporary files. */
  readonly dataDir: string;
  /** On whose behalf the database is changed. */
  readonly contender: Contender;
  /** The cluster on which the database is; none where left out or "". */
  readonly cluster?: string;
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

const LEASE_MILLISECONDS = 30_000;

/** Opens a ClickHouse server for reading alone; asks it nothing yet. */
export function openServerReader(
  endpoint: Endpoint,
  timeouts: Timeouts = TIMEOUTS,
): ReadStore & { close(): Promise<void> } {
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
    const newest = await newestRun(query, endpoint);
    if (!known) await checkSchema(query);
    known = true;
    return newest;
  });
  return {
    query,
    snapshot: (read) => published.read(read),
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
    milliseconds: options.leaseMilliseconds ?? LEASE_MILLISECONDS,
  });
  const writing = new ServerConnection(endpoint, {
    id: lease.id,
    timeout: timeouts.write,
    delays: WRITER_DELAYS,
    guard: () => lease.check(),
    // Where the server is away, the failure to be told is the first.
    settle: (id) => endStatements(id).catch(() => undefined),
  });
  const writer = serverWriter(writing);
  const reader = openServerReader(endpoint, timeouts);
  const spoolFolder = makeSpoolFolder(options.dataDir);

  const close = async (): Promise<void> => {
    rmSync(spoolFolder, { recursive: true, force: true });
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
    spoolFolder,
    cluster,
    ...writer,
    query: (statement) => reader.query(statement),
    snapshot: (read) => reader.snapshot(read),
    session: (work) => withServerSession(writing, compress, work),
    asWriter: (work) => lease.hold(work),

    async *stream(statement, format) {
      const stream = await writing.send(
        statement,
        { repeatable: true },
        async (client, { query, ...sending }) => {
          const asked = { ...sending, query: `${query} FORMAT ${format}` };
          return (await client.exec(asked)).stream;
        },
      );
      try {
        for await (const chunk of stream) yield chunk as Buffer;
      } catch (error) {
        throw new TouchlineError(
          "database_unavailable",
          `${statement.name}: ClickHouse at ${endpoint.url} did not answer to the end (${messageOf(error)}): run the command again`,
          { cause: error },
        );
      }
    },

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
    // Readers of all processes go by the ledger.
    exclusively: (_version, publish) => publish(),

    async console(sql, { format, write }, signal) {
      const console = new ServerConnection(endpoint, {
        id: lease.id,
        timeout: timeouts.write,
        delays: [],
        settings: { final: 1, ...(!write && { readonly: "2" }) },
      });
      const statement = { name: "console", sql };
      const settings = { default_format: format as DataFormat };
      try {
        return await console.send(
          statement,
          { repeatable: false, settings },
          async (client, sending) => {
            const kill = () =>
              void endStatements(sending.query_id).catch(() => undefined);
            signal.addEventListener("abort", kill, { once: true });
            try {
              signal.throwIfAborted();
              const { stream } = await client.exec(sending);
              return Buffer.concat(await stream.toArray());
            } finally {
              signal.removeEventListener("abort", kill);
            }
          },
        );
      } catch (error) {
        if (signal.aborted)
          throw new TouchlineError("cancelled", "cancelled", { cause: error });
        throw withoutName(statement, error);
      } finally {
        await console.close();
      }
    },

    close,
  };
}

/** What the ledger says last, in one small query. */
async function newestRun(
  rows: ReadStore["query"],
  { url, database }: Endpoint,
): Promise<NewestRun> {
  const [row] = await rows<{ runId: number; publishing: number }>({
    name: "newest-run",
    sql: `SELECT max(run_id) AS runId, argMax(state, (run_id, changed_at)) = 'publishing' AS publishing
      FROM runs SETTINGS max_execution_time = 5`,
  }).catch((error: unknown) => {
    if (engineCode(error) !== UNKNOWN_TABLE) throw error;
    throw new TouchlineError(
      "database_unavailable",
      `the database ${database} at ${url} has no tables yet: npx touchline ingest makes them`,
      { cause: error },
    );
  });
  return {
    runId: Number(row?.runId ?? 0),
    publishing: Boolean(row?.publishing),
  };
}

async function createDatabase(
  endpoint: Endpoint,
  { control }: Timeouts,
  cluster: string,
): Promise<void> {
  // A database that does not exist cannot be the one to ask in.
  const outside = { ...endpoint, database: "default" };
  const connection = new ServerConnection(outside, {
    id: `touchline-control-${process.pid}`,
    timeout: control,
    delays: WRITER_DELAYS,
  });
  try {
    const writer = serverWriter(connection);
    if (cluster !== "") await checkCluster(writer, endpoint, cluster);
    await writer.command({
      name: "create-database",
      sql: createDatabaseSql(endpoint.database, cluster),
      repeatable: true,
    });
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
  const shards = Number(row?.shards);
  if (shards === 1) return;
  throw new TouchlineError(
    "database_unavailable",
    shards === 0
      ? `ClickHouse at ${url} knows no cluster ${cluster}: set CLICKHOUSE_CLUSTER to one in its system.clusters`
      : `the cluster ${cluster} has ${shards} shards, and a run is published on one: set CLICKHOUSE_CLUSTER to a cluster of one shard (docs/scaling.md)`,
  );
}

/** Several commands may run on one machine; those of dead ones are removed. */
function makeSpoolFolder(dataDir: string): string {
  const parent = join(resolve(dataDir), "spool");
  const { pid, started } = selfAsOwner();
  try {
    mkdirSync(parent, { recursive: true });
    for (const name of readdirSync(parent)) {
      const [, other, since = ""] = /^server-(\d+)-(\d*)-/.exec(name) ?? [];
      const owner = { pid: Number(other), started: since, command: "" };
      if (other !== undefined && !isAlive(owner))
        rmSync(join(parent, name), { recursive: true, force: true });
    }
    return mkdtempSync(join(parent, `server-${pid}-${started}-`));
  } catch (error) {
    throw new TouchlineError(
      "database_unavailable",
      `cannot keep temporary files in ${parent} (${messageOf(error)}): make it writable, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
}

/** A person knows what he typed. */
function withoutName({ name }: Statement, error: unknown): unknown {
  if (!(error instanceof TouchlineError)) return error;
  const text = error.message.replace(`${name}: `, "");
  return new TouchlineError(error.kind, text, { cause: error });
}
