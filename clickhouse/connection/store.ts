/** Values bound to the {name:Type} placeholders of a statement. */
export type Parameters = Record<string, unknown>;

/** One statement and how it is known in logs. */
export interface Statement {
  /** What the statement is for, such as "user-stats"; goes to log_comment. */
  readonly name: string;
  readonly sql: string;
  /** Values for the placeholders. */
  readonly parameters?: Parameters;
  /**
   * Running it twice is running it once, so that over a network it may be
   * sent again when no answer came.
   */
  readonly repeatable?: boolean;
}

/** The columns of a table, as in CREATE TABLE: name to ClickHouse type. */
export type Columns = Readonly<Record<string, string>>;

/** Columns as CREATE TABLE lists them. */
export function declareColumns(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
}

/** Files of Native blocks: those in a folder whose names end so. */
export interface BlockFiles {
  readonly folder: string;
  readonly ending: string;
}

/**
 * What readers may ask of a ClickHouse.
 * Every method fails with a TouchlineError: database_failed when the
 * statement is refused, database_unavailable when there is no database.
 */
export interface ReadStore {
  /** Runs a SELECT on a read-only connection; each row is an object. */
  query<Row>(statement: Statement): Promise<Row[]>;

  /**
   * Runs `read`, which may query several times, on one published state:
   * what it returns was true at one moment between two runs. `read` is
   * called again when a run was published meanwhile. It is given the version
   * of that state: the number of the last published run, 0 before any.
   */
  snapshot<T>(read: (version: number) => Promise<T>): Promise<T>;

  /** The version of the state at some moment since this was called. */
  version(): Promise<number>;
}

/** The statements of a user that changes the database. */
export interface Writer {
  /** Runs a statement that changes something. */
  command(statement: Statement): Promise<void>;

  /** Runs an INSERT, or the like; gives whether it may have written rows. */
  fill(statement: Statement): Promise<boolean>;

  /** Runs a SELECT on a writer's connection. */
  rows<Row>(statement: Statement): Promise<Row[]>;

  /** The result of a SELECT in a ClickHouse format, as bytes. */
  bytes(statement: Statement, format: string): Promise<Buffer>;
}

/** A database that holds rows: that of a shard, or the only one. */
export interface Shard extends Writer {
  /** The address of its server. */
  readonly url: string;

  /** Moves all rows of one table into another of the same shape, at once. */
  moveRows(from: string, to: string): Promise<void>;
}

/** Over which shards the rows of a database are divided. */
export interface Sharding {
  /** The database in which the tables of all shards appear as one each. */
  readonly database: string;
  /** The name of the cluster in the configuration of the servers. */
  readonly cluster: string;
}

/** Statements with tables of their own, which are dropped at its end. */
export interface Session extends Writer {
  /**
   * Returns what a SELECT reads the rows of block files from. Where the server
   * does not read them in place, they are sent to a table of this name.
   */
  loadBlocks(
    name: string,
    columns: Columns,
    files: BlockFiles,
  ): Promise<string>;
}

/** What the ingest and the tools may ask beyond reading. */
export interface Store extends ReadStore, Writer {
  /** The data directory, as an absolute path. */
  readonly dataDir: string;

  /** A folder of one's own for this database's temporary files. */
  readonly spoolFolder: string;

  /** The cluster of replicas on which the database is; "" without any. */
  readonly cluster: string;

  /** What divides the rows; undefined if one server has all of them. */
  readonly sharding: Sharding | undefined;

  /**
   * What holds the rows of published tables and of their change tables. The
   * ledger and the list of migrations are where the statements of the store
   * itself run.
   */
  readonly shards: readonly Shard[];

  /**
   * Creates the database if it does not exist, on all shards. Throws
   * database_unavailable if the cluster does not exist or has other shards.
   */
  createDatabase(): Promise<void>;

  /** Lends a session. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;

  /**
   * Runs `work` while no other process changes the database; within such work, at
   * once. Throws busy when another command keeps it for too long.
   */
  asWriter<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Ends what statements of this store that have failed may still do, on any
   * shard. Throws if a shard cannot be asked.
   */
  settle(): Promise<void>;

  /** The result of a SELECT in a ClickHouse format, piece by piece. */
  stream(statement: Statement, format: string): AsyncIterable<Uint8Array>;

  /** Adds the rows in a gzipped file of Native blocks to a table. */
  loadFile(
    table: string,
    columns: readonly string[],
    file: string,
  ): Promise<void>;

  /** Ends all connections. Nothing may be called afterwards. */
  close(): Promise<void>;
}

/** A database that is being opened, while what needs no database is done. */
export interface OpeningStore {
  readonly dataDir: string;
  /** That of the store; it is there already. */
  readonly spoolFolder: string;
  /** Rejects when the database cannot be opened. */
  readonly opened: Promise<Store>;
}
