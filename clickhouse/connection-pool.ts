import type { ClickHouseClient } from "@clickhouse/client";

/**
 * Lends out clients that run one statement at a time each. Waiting happens
 * here and not in the engine, where a waiting statement would hold one of
 * libuv's few threads.
 */
export class ConnectionPool {
  readonly #idle: ClickHouseClient[];
  readonly #waiting: ((client: ClickHouseClient) => void)[] = [];
  readonly #clients: readonly ClickHouseClient[];

  constructor(clients: readonly ClickHouseClient[]) {
    this.#clients = clients;
    this.#idle = [...clients];
  }

  async use<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    const client =
      this.#idle.pop() ??
      (await new Promise<ClickHouseClient>((resolve) => {
        this.#waiting.push(resolve);
      }));
    try {
      return await work(client);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(client);
      else this.#idle.push(client);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}
