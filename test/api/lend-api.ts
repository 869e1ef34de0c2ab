import { once } from "node:events";
import { request, STATUS_CODES, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Access } from "../../api/access/access.ts";
import { createApp, type AppOptions } from "../../api/app.ts";
import { createHttpServer, type ServerLimits } from "../../api/http-server.ts";
import type { Metrics } from "../../api/metrics/metrics.ts";
import type { ReadStore, Store } from "../../clickhouse/connection/store.ts";
import { lendDatabase } from "../support/database/with-database.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as sent. */
  readonly text: string;
}

/** The error of an answer. */
export function problem(status: number, code: string, message: string) {
  return {
    type: "about:blank",
    title: STATUS_CODES[status],
    status,
    detail: message,
    error: { code, message },
  };
}

export interface LentApi {
  readonly store: Store;
  /** The time of the API's clock; settable. */
  now: string;
  /** The lines that the API has logged. */
  readonly logged: string[];
  /** The address on which it listens. */
  readonly port: number;
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** Requests JSON with another host name. */
  requestFor(
    host: string,
    path: string,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
}

export interface LendApiOptions {
  /** Puts a layer between the API and the database. */
  readonly wrap?: (store: Store) => ReadStore;
  readonly corsOrigins?: readonly string[];
  readonly access?: Access;
  readonly metrics?: Metrics;
  readonly limits?: ServerLimits;
  /** The address to listen on; loopback if left out. */
  readonly host?: string;
}

/**
 * Lends one API over real HTTP, on a database that is empty at
 * first, to all tests of the describe block around.
 */
export function lendApi({
  wrap = (store) => store,
  corsOrigins = [],
  access,
  metrics,
  limits,
  host,
}: LendApiOptions = {}): LentApi {
  const database = lendDatabase();
  const logged: string[] = [];
  let server: Server;
  let origin: string;

  const api: LentApi = {
    get store() {
      return database.store;
    },
    now: "2024-10-09T23:59:59.999Z",
    logged,
    get port() {
      return (server.address() as AddressInfo).port;
    },
    async request(path, init) {
      const response = await fetch(`${origin}${path}`, init);
      const { status, headers } = response;
      return { status, headers, text: await response.text() };
    },
    requestFor: (host, path) =>
      new Promise((resolve, reject) => {
        request(`${origin}${path}`, { headers: { Host: host } }, (response) => {
          const { statusCode: status = 0 } = response;
          json(response).then((body) => resolve({ status, body }), reject);
        })
          .on("error", reject)
          .end();
      }),
  };

  before(async () => {
    const options: AppOptions = {
      store: wrap(database.store),
      clock: () => Date.parse(api.now),
      log: (text, fields) => logged.push(`${text} ${JSON.stringify(fields)}`),
      corsOrigins,
      ...(access && { access }),
      ...(metrics && { metrics }),
    };
    server = await listen(options, limits, host);
    origin = originOf(server);
  });

  after(() => close(server));

  return api;
}

/** Lends the address of an API that has not answered yet. */
export async function withApi<T>(
  options: AppOptions,
  work: (origin: string) => Promise<T>,
): Promise<T> {
  const api = await openApi(options);
  try {
    return await work(api.origin);
  } finally {
    await api.close();
  }
}

/** Starts an API on a free port. */
export async function openApi(options: AppOptions) {
  const server = await listen(options);
  return { origin: originOf(server), close: () => close(server) };
}

async function listen(
  options: AppOptions,
  limits?: ServerLimits,
  host = "127.0.0.1",
): Promise<Server> {
  const listener = createApp(options).callback();
  const server = createHttpServer((request, response) => {
    void listener(request, response);
  }, limits).listen(0, host);
  await once(server, "listening");
  return server;
}

function originOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
