/** How many rejected lines make a run fail. */
export type RejectLimit =
  { readonly lines: number } | { readonly share: number };

/** How lines are judged and published, wherever they come from. */
export interface RunSettings {
  /** Where relative names start, if not where this process does. */
  readonly directory?: string;
  /** The timezones file. */
  readonly timezones: string;
  /** The UTC days taken, both inclusive, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly workers: number;
  /** Publish nothing. */
  readonly dryRun: boolean;
  readonly maxRejected: RejectLimit | undefined;
  /** The clock, Unix time in milliseconds. */
  readonly now: number;
  /** Events of a run whose players are derived at once; see derive(). */
  readonly eventsPerSlice?: number;
}

/** What an ingest is to read, and how. */
export interface RunRequest extends RunSettings {
  /** As the command names them. */
  readonly files: readonly string[];
  /** The environment, which has the credentials of stores. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Bytes of a shard; the default keeps all workers busy. */
  readonly shardBytes?: number;
}
