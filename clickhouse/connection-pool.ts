import type { ClickHouseClient } from "@clickhouse/client";
import { TouchlineError } from "../common/errors.ts";

/**
 * Lends out clients that run one statement at a time each. Waiting happens
 * here and not in the engine, where a waiting statement would hold one of
 * libuv's few threads.
 */
export class ConnectionPool {
  readonly #idle: ClickHouseClient[];
  readonly #waiting: ((client: ClickHouseClient) => void)[] = [];
  readonly #clients: readonly ClickHouseClient[];
  #closing = false;

  constructor(clients: readonly ClickHouseClient[]) {
    this.#clients = clients;
    this.#idle = [...clients];
  }

  /** Throws database_unavailable once the pool is being closed. */
  async use<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    if (this.#closing)
      throw new TouchlineError(
        "database_unavailable",
        "the database is being closed",
      );
    const client = await this.#take();
    try {
      return await work(client);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(client);
      else this.#idle.push(client);
    }
  }

  /** Closes the clients, each when the statement that it runs has ended. */
  async close(): Promise<void> {
    this.#closing = true;
    const close = async () => (await this.#take()).close();
    await Promise.all(this.#clients.map(close));
  }

  async #take(): Promise<ClickHouseClient> {
    return (
      this.#idle.pop() ??
      new Promise<ClickHouseClient>((resolve) => this.#waiting.push(resolve))
    );
  }
}
