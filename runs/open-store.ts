import { createReadStream, rmSync } from "node:fs";
import { resolve } from "node:path";
import { TouchlineError } from "../common/errors.ts";
import {
  isLocal,
  shardEndpoints,
  TIMEOUTS,
  WRITER_DELAYS,
  type Endpoint,
  type Timeouts,
} from "../clickhouse/connection/endpoint.ts";
import {
  explainLimit,
  isLimit,
} from "../clickhouse/connection/explain-limit.ts";
import { checkSchema } from "./migrate.ts";
import {
  PublishedVersion,
  type NewestRun,
} from "./publish/published-version.ts";
import { createDatabase } from "../clickhouse/schema/create-database.ts";
import { Connection, engineCode } from "../clickhouse/connection/connection.ts";
import { withSession } from "../clickhouse/connection/session.ts";
import { createWriter } from "../clickhouse/connection/writer.ts";
import { streamResult } from "../clickhouse/connection/stream-result.ts";
import type {
  ReadStore,
  Shard,
  Statement,
  Store,
  Writer,
} from "../clickhouse/connection/store.ts";
import { LEDGER } from "../clickhouse/schema/tables.ts";
import { checkSessionGap } from "./session-gap.ts";
import { LEASE_MILLISECONDS, WriterLease, type Contender } from "./lease.ts";

export interface StoreOptions {
  readonly endpoint: Endpoint;
  /** The folder in which this machine keeps its own temporary files. */
  readonly dataDir: string;
  /** A folder of this process's own in it; see makeSpoolFolder. */
  readonly spoolFolder: string;
  /** The command that changes the database. */
  readonly contender: Contender;
  /** The cluster of replicas on which the database is; none where left out or "". */
  readonly cluster?: string;
  /** Whether the server reads block files where they lie, by their path. */
  readonly readsFiles?: boolean;
  readonly timeouts?: Timeouts;
  /** After how long without a beat another writer takes over the lease. */
  readonly leaseMilliseconds?: number;
  /** Whether block files are compressed: by default, on their way elsewhere. */
  readonly compress?: boolean;
}

/** A client waits for a reader, so it retries briefly. */
const READER_DELAYS = [50, 200];

const UNKNOWN_TABLE = "60";

/** A store that reads, and is to be closed. */
export type Reader = ReadStore & { close(): Promise<void> };

export interface ReaderOptions {
  readonly timeouts?: Timeouts;
  /** Called again and again while a run stays half published. */
  readonly stuck?: () => void;
  /** The setting SESSION_GAP, which must be that of the database. */
  readonly sessionGap?: number | undefined;
}

/** Opens a ClickHouse server for reading only; sends nothing yet. */
export function openReader(
  endpoint: Endpoint,
  { timeouts = TIMEOUTS, stuck, sessionGap }: ReaderOptions = {},
): Reader {
  const connection = new Connection(endpoint, {
    id: `touchline-read-${process.pid}`,
    timeout: timeouts.read,
    delays: READER_DELAYS,
    settings: { readonly: "2" },
    mayRepeat: (error) => !isLimit(error),
  });
  const writer = createWriter(connection);
  const query = <Row>(statement: Statement) =>
    explainLimit(() => writer.rows<Row>(statement));
  const shardCount = endpoint.shards?.urls.length ?? 1;
  let known = false;
  const published = new PublishedVersion(async () => {
    if (!known) {
      await explainNoTables(endpoint, () => checkSchema(query, shardCount));
      await checkSessionGap(writer, sessionGap);
    }
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

/** Opens a ClickHouse server for changing a database; sends nothing yet. */
export function openStore(options: StoreOptions): Store {
  const { endpoint, contender, cluster = "", timeouts = TIMEOUTS } = options;
  const compress = options.compress ?? !isLocal(endpoint);

  const openControl = (where: Endpoint) =>
    new Connection(where, {
      id: `touchline-control-${process.pid}`,
      timeout: timeouts.control,
      delays: WRITER_DELAYS,
    });
  const controlling = openControl(endpoint);
  const control = createWriter(controlling);
  const shards = endpoint.shards ? shardEndpoints(endpoint) : [];
  const controllingShards = shards.slice(1).map(openControl);
  const endStatements = async (id: string): Promise<void> => {
    // What a statement does on other shards is a statement there, which may
    // outlive it, and the loss of the first one.
    const end = (connection: Connection, column: string) =>
      createWriter(connection).command({
        name: "end-statements",
        sql: `KILL QUERY WHERE startsWith(${column}, {id:String}) SYNC`,
        parameters: { id },
        repeatable: true,
      });
    const [first] = await Promise.allSettled([end(controlling, "query_id")]);
    await Promise.all(
      controllingShards.map((shard) => end(shard, "initial_query_id")),
    );
    if (first.status === "rejected") throw first.reason;
  };
  const lease = new WriterLease({
    contender,
    control,
    endStatements,
    cluster,
    milliseconds: options.leaseMilliseconds ?? LEASE_MILLISECONDS,
  });
  const openWriting = (where: Endpoint) =>
    new Connection(where, {
      id: lease.id,
      timeout: timeouts.write,
      delays: WRITER_DELAYS,
      guard: () => lease.check(),
      // Where the server is away, the failure to report is the first.
      settle: (id) => endStatements(id).catch(() => undefined),
    });
  const writing = openWriting(endpoint);
  const writer = createWriter(writing);
  const writingShards = shards.map(openWriting);
  const reader = openReader(endpoint, { timeouts });

  return {
    dataDir: resolve(options.dataDir),
    spoolFolder: options.spoolFolder,
    cluster,
    sharding: endpoint.shards && {
      database: endpoint.database,
      cluster: endpoint.shards.cluster,
    },
    shards: endpoint.shards
      ? writingShards.map((one) => shardOf(createWriter(one), one.url))
      : [shardOf(writer, endpoint.url)],
    ...writer,
    query: (statement) => reader.query(statement),
    snapshot: (read) => reader.snapshot(read),
    version: () => reader.version(),
    session: (work) =>
      withSession(
        writing,
        {
          compress,
          readsFiles: options.readsFiles ?? false,
          isReplicated: cluster !== "",
          isDurable: endpoint.engine === undefined,
        },
        work,
      ),
    createDatabase: () => createDatabase(endpoint, timeouts, cluster),
    asWriter: (work) => lease.hold(work),
    settle: () => endStatements(lease.id),
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

    async close() {
      rmSync(options.spoolFolder, { recursive: true, force: true });
      const all = [controlling, ...controllingShards, writing, reader];
      await Promise.all([...all, ...writingShards].map((one) => one.close()));
    },
  };
}

const shardOf = (writer: Writer, url: string): Shard => ({
  ...writer,
  url,
  moveRows: (from, to) =>
    writer.command({
      name: "move-rows",
      sql: `ALTER TABLE ${from} MOVE PARTITION tuple() TO TABLE ${to}`,
    }),
});

/** The newest run of the ledger, in one small query. */
async function newestRun(rows: ReadStore["query"]): Promise<NewestRun> {
  const [row] = await rows<{ runId: number; publishing: number }>({
    name: "newest-run",
    sql: `SELECT max(run_id) AS runId, argMax(state, (run_id, changed_at)) = 'publishing' AS publishing
      FROM ${LEDGER} SETTINGS max_execution_time = 5, max_threads = 1`,
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
