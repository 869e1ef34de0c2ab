import { once, type EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReadStore } from "../clickhouse/connection/store.ts";
import { timeReads } from "../clickhouse/connection/timed-store.ts";
import type { Config } from "../common/settings/config.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { parseOrigins } from "../common/settings/origins.ts";
import type { Logger } from "../common/logger.ts";
import type { Access } from "./access/access.ts";
import { createApp } from "./app.ts";
import { openHealth, type Health } from "./health/health.ts";
import { createHttpServer, serverLimits } from "./http-server.ts";
import type { Log } from "./middleware/error-handler.ts";
import { Metrics } from "./metrics/metrics.ts";
import type { AnsweredRequest } from "./middleware/watch-requests.ts";

/** An API that listens. */
export interface Serving {
  readonly url: string;
  /** Settles on the first signal to stop. */
  readonly stopping: Promise<void>;
  /** Settles after that, once all requests are answered. */
  readonly ended: Promise<void>;
  /** Ends it at once, without waiting for requests. */
  close(): void;
}

export interface ServeOptions {
  readonly logger: Logger;
  /** See readAccess. */
  readonly access: Access;
  /** Counts requests and statements. */
  readonly metrics?: Metrics;
  /** The state that probes report; by default whether the store answers. */
  readonly health?: Health;
  /** Emits the signals that end it. */
  readonly signals: EventEmitter;
}

/** The part of STOP_SECONDS after which requests are cut off. */
const SHARE_OF_REQUESTS = 0.5;

/** How long a request that was sent before the signal may take to arrive. */
const ARRIVAL_MILLISECONDS = 100;

/**
 * Listens on HOST and PORT until SIGINT, SIGTERM or SIGHUP; a second one ends the
 * process at once. The caller closes the store.
 */
export async function serve(
  store: ReadStore,
  config: Config,
  { logger, access, metrics = new Metrics(), ...options }: ServeOptions,
): Promise<Serving> {
  const log: Log = (text, fields = {}) => logger.error(fields, text);
  const health = options.health ?? openHealth(store, { log });
  const corsOrigins = parseOrigins(config.CORS_ORIGINS) ?? [];
  const app = createApp({
    store: timeReads(store, metrics.query),
    log,
    watch: (request) => {
      metrics.request(request);
      if (logger.isLevelEnabled("info")) logRequest(logger, request);
    },
    metrics,
    health,
    access,
    corsOrigins,
  });
  const listener = app.callback();
  // A request whose client has gone away is still being answered.
  const answering = new Set<Promise<void>>();
  const server = createHttpServer(
    (request, response) => {
      const answer = listener(request, response).finally(() =>
        answering.delete(answer),
      );
      answering.add(answer);
    },
    serverLimits(access.trustedProxies > 0),
  ).listen(config.PORT, config.HOST);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  try {
    await once(server, "listening");
  } catch (error) {
    throw explainListen(error, config);
  }
  const stopping = nextSignal(options.signals);
  const ended = stopping.then(() => {
    health.stops();
    const milliseconds = config.STOP_SECONDS * 1000 * SHARE_OF_REQUESTS;
    return end(server, sockets, answering, milliseconds);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: urlOf(server, config), stopping, ended, close };
}

/** Logs a request without values of parameters and addresses. */
function logRequest(
  logger: Logger,
  { id, seconds, key, ...request }: AnsweredRequest,
): void {
  const milliseconds = Math.round(seconds * 1e5) / 100;
  const by = key === undefined ? {} : { key };
  logger.info({ request: id, ...request, ...by, milliseconds }, "request");
}

/** Answers the requests that have arrived, within a time, and closes the server. */
async function end(
  server: Server,
  sockets: ReadonlySet<Socket>,
  answering: ReadonlySet<Promise<void>>,
  milliseconds: number,
): Promise<void> {
  // Closing resets connections whose request is still on its way.
  await sleep(ARRIVAL_MILLISECONDS);
  const closed = once(server, "close");
  server.close();
  // Connections that are kept alive end after their next answer, or when
  // they are found idle.
  server.prependListener("request", (_request, response) => {
    response.setHeader("Connection", "close");
  });
  const idle = setInterval(() => {
    server.closeIdleConnections();
    // Browsers open connections in advance, which Node does not count as idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, 50);
  const late = sleep(milliseconds, undefined, { ref: false });
  void late.then(() => server.closeAllConnections());
  await closed;
  clearInterval(idle);
  await Promise.race([Promise.allSettled(answering), late]);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Waits for a signal; from then on signals do what they do by default. */
function nextSignal(signals: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      for (const name of SIGNALS) signals.off(name, end);
      resolve();
    };
    for (const name of SIGNALS) signals.on(name, end);
  });
}

function urlOf(server: Server, { HOST }: Config): string {
  const { port } = server.address() as AddressInfo;
  const everywhere = HOST === "0.0.0.0" || HOST === "::";
  const host = everywhere ? "localhost" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function explainListen(error: unknown, { HOST, PORT }: Config): TouchlineError {
  const { code } = error as NodeJS.ErrnoException;
  const why =
    code === "EADDRINUSE"
      ? `port ${PORT} on ${HOST} is in use: stop what listens there, or set PORT to another port`
      : `cannot listen on port ${PORT} of ${HOST} (${messageOf(error)}): set HOST and PORT to others`;
  return new TouchlineError("input_failed", why, { cause: error });
}
