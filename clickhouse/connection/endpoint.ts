/** A ClickHouse server, and a user there. */
export interface Endpoint {
  /** http or https; without name and password. Of shards, the first one. */
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Of an engine of our own. */
  readonly engine?: EngineState;
  /** Where the rows of the database are on several servers. */
  readonly shards?: Shards;
}

/** The servers among which the rows of a database are divided. */
export interface Shards {
  /** In their order; the first one also has the ledger. */
  readonly urls: readonly string[];
  /** The name of their cluster in their configuration. */
  readonly cluster: string;
}

/** The database on each shard that holds its share of the rows. */
export const shardDatabase = (database: string): string => `${database}_shard`;

/** The databases that hold the rows: one a shard, or the only one there is. */
export function shardEndpoints(endpoint: Endpoint): Endpoint[] {
  const { shards, ...first } = endpoint;
  if (!shards) return [endpoint];
  const database = shardDatabase(endpoint.database);
  return shards.urls.map((url) => ({ ...first, url, database }));
}

/** What is known of an engine of our own without asking it. */
export interface EngineState {
  /** The file in which it logs. */
  readonly log: string;
  /** Whether it has ended since this process began to use it. */
  readonly isLost: () => boolean;
}

/** How long an answer may take, in milliseconds. */
export interface Timeouts {
  /** A question of the API. */
  readonly read: number;
  /** A statement over a whole run; the server may compute for long. */
  readonly write: number;
  /** Looking after locks and statements. */
  readonly control: number;
}

export const TIMEOUTS: Timeouts = {
  read: 30_000,
  write: 3_600_000,
  control: 30_000,
};

/** How long a writer waits before it repeats a statement, in milliseconds. */
export const WRITER_DELAYS = [100, 400, 1600, 3000];

/** Whether the server is on this machine, where compressing only costs. */
export function isLocal({ url }: Endpoint): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
