import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from "@clickhouse/client";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import {
  classifyError,
  isConnectionLost,
  isLibraryFailure,
  isShardLost,
  tlsProblem,
  type ErrorClass,
} from "./classify-error.ts";
import { createTransport } from "./http-transport.ts";
import { inlineLongValues } from "./statement/inline-values.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Parameters, Statement } from "./store.ts";

/** What goes with every attempt to send a statement. */
export interface Sending {
  readonly query: string;
  readonly query_id: string;
  readonly query_params?: Parameters;
  readonly clickhouse_settings: ClickHouseSettings;
}

export interface ConnectionOptions {
  /** The first part of the ids of all its statements. */
  readonly id: string;
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** Milliseconds before a statement is sent again, attempt by attempt. */
  readonly delays: readonly number[];
  readonly settings?: ClickHouseSettings;
  /** Whether a statement may be sent again after this failure; always if unset. */
  readonly mayRepeat?: (error: unknown) => boolean;
  /** Throws where nothing may be sent any more. */
  readonly guard?: () => void;
  /** Ends what the server may still do of a statement. */
  readonly settle?: (queryId: string) => Promise<void>;
}

/** How a statement may be sent. */
export interface HowToSend {
  /** Doing it twice is doing it once. */
  readonly repeatable: boolean;
  readonly settings?: ClickHouseSettings;
}

/** A statement's name goes with it, and the server answers at its end only. */
const COMMON: ClickHouseSettings = {
  // Errors come as such, and not in the middle of a result.
  wait_end_of_query: 1,
  // Until then they are kept in memory: what does not fit goes to a file, and
  // where the disk is full, ClickHouse sends what it could write as the whole.
  http_response_buffer_size: String(1024 ** 3),
  async_insert: 0,
  // What an INSERT sends to other shards has arrived when it ends.
  insert_distributed_sync: 1,
  output_format_json_quote_64bit_integers: 0,
  // Files are read by the thread that needs them: most statements read little,
  // and handing it to others takes longer (64 players: 14 ms, and 7 ms so).
  local_filesystem_read_method: "pread",
};

/** What goes with a statement over the tables of all shards. */
const OVER_SHARDS: ClickHouseSettings = {
  // Otherwise each shard would insert what it selects by itself.
  parallel_distributed_insert_select: "0",
  // A subquery is computed once, and its rows are sent to the shards.
  prefer_global_in_and_join: 1,
  // A look-up of players asks their shards alone.
  optimize_skip_unused_shards: 1,
};

/** Sends statements to a server, and again where that is right. */
export class Connection {
  readonly #endpoint: Endpoint;
  readonly #options: ConnectionOptions;
  readonly #client: ClickHouseClient;

  constructor(endpoint: Endpoint, options: ConnectionOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#client = createClient({
      connection: createTransport(endpoint, options.timeout),
      // Failures are reported by the callers, which know what they mean.
      log: { level: ClickHouseLogLevel.OFF },
    });
  }

  /**
   * Sends a statement by `call`, as often as its failures allow.
   * Throws a TouchlineError with the next step.
   */
  async send<T>(
    given: Statement,
    { repeatable, settings }: HowToSend,
    call: (client: ClickHouseClient, sending: Sending) => Promise<T>,
  ): Promise<T> {
    const { statement, settings: limits } = inlineLongValues(given);
    const { name, sql, parameters } = statement;
    const { id, delays, mayRepeat, guard, settle } = this.#options;
    for (let attempt = 0; ; attempt++) {
      guard?.();
      const query_id = `${id}/${randomUUID()}`;
      try {
        return await call(this.#client, {
          query: sql,
          query_id,
          ...(parameters && { query_params: parameters }),
          clickhouse_settings: {
            ...COMMON,
            ...(this.#endpoint.shards && OVER_SHARDS),
            log_comment: name,
            ...limits,
            ...this.#options.settings,
            ...settings,
          },
        });
      } catch (error) {
        const kind = classifyError(error);
        if (kind === "unknown") await settle?.(query_id);
        const again =
          kind !== "rejected" &&
          (kind !== "unknown" || repeatable) &&
          (mayRepeat?.(error) ?? true);
        const delay = delays[attempt];
        if (!again || delay === undefined)
          throw this.#explain(name, kind, error);
        await sleep(delay * (0.5 + Math.random()));
        if (this.#endpoint.engine?.isLost())
          throw this.#explain(name, kind, error);
      }
    }
  }

  /** What to throw when an answer broke off after its beginning. */
  explainBrokenOff({ name }: Statement, cause: unknown): TouchlineError {
    return this.#explain(name, "unknown", cause);
  }

  /** Whether its statements are over the tables of several servers. */
  get isOverShards(): boolean {
    return this.#endpoint.shards !== undefined;
  }

  /** The address of the server. */
  get url(): string {
    return this.#endpoint.url;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #explain(name: string, kind: ErrorClass, cause: unknown): TouchlineError {
    const { url, user, database, engine } = this.#endpoint;
    const reason = describe(cause);
    const code = cause instanceof ClickHouseError ? cause.code : "";
    const unavailable = (text: string) =>
      new TouchlineError("database_unavailable", text, { cause });
    if (engine && isConnectionLost(cause))
      return unavailable(
        `${name}: the database engine has ended (${reason}; its log is ${engine.log}): run the command again; what it may have published is not published twice`,
      );
    if (isLibraryFailure(cause))
      return new TouchlineError("database_failed", `${name}: ${reason}`, {
        cause,
      });
    if (isShardLost(cause))
      return unavailable(
        `${name}: ClickHouse at ${url} cannot reach a shard of the database (${reason}): start its server; then run the command again; what it may have published is not published twice`,
      );
    switch (kind) {
      case "unreachable":
        return unavailable(
          `cannot reach ClickHouse at ${url} (${reason}): start it, or set CLICKHOUSE_URL to where it is`,
        );
      case "transient":
        return unavailable(
          `ClickHouse at ${url} does not accept statements now (${reason}): try again later`,
        );
      case "unknown":
        return unavailable(
          `${name}: ClickHouse at ${url} did not answer to the end (${reason}): run the command again; what it may have published is not published twice`,
        );
      case "rejected": {
        if (DOES_NOT_KNOW_USER.has(code))
          return unavailable(
            `ClickHouse at ${url} does not let the user ${user} in: check the user and password in the settings`,
          );
        if (code === UNKNOWN_DATABASE)
          return unavailable(
            `ClickHouse at ${url} has no database ${database}: npx touchline ingest makes it`,
          );
        const tls = tlsProblem(cause);
        if (tls === "untrusted")
          return unavailable(
            `the certificate of ClickHouse at ${url} is not trusted (${reason}): name the file of its authority in NODE_EXTRA_CA_CERTS`,
          );
        if (tls === "no TLS")
          return unavailable(
            `ClickHouse at ${url} does not answer in TLS (${reason}): set CLICKHOUSE_URL to its https port, or to http`,
          );
        return new TouchlineError("database_failed", `${name}: ${reason}`, {
          cause,
        });
      }
    }
  }
}

/** The message, with the name of the engine's exception. */
function describe(cause: unknown): string {
  const text = messageOf(cause).trimEnd();
  if (!(cause instanceof ClickHouseError)) return text;
  return `${text} (${cause.type ?? cause.code})`.replace(
    /: while executing '.*$/,
    "",
  );
}

const DOES_NOT_KNOW_USER = new Set(["192", "193", "194", "516"]);

const UNKNOWN_DATABASE = "81";

/** Whether an error stems from a shard that another server cannot reach. */
export const isOfLostShard = (error: unknown): boolean =>
  error instanceof TouchlineError && isShardLost(error.cause);

/** The code of ClickHouse that an error stems from; undefined if from none. */
export function engineCode(error: unknown): string | undefined {
  const cause = error instanceof TouchlineError ? error.cause : error;
  return cause instanceof ClickHouseError ? cause.code : undefined;
}
