import {
  createServer,
  STATUS_CODES,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { ErrorKind } from "../common/errors.ts";
import {
  connectionLimits,
  Connections,
  type ConnectionLimits,
} from "./access/connections.ts";
import { RETRY_AFTER_SECONDS } from "./middleware/error-handler.ts";

/** The limits of a client; times are in milliseconds. */
export interface ServerLimits {
  /** Of the request line and the header fields together. */
  readonly headerBytes: number;
  /** Each takes memory and a file descriptor. */
  readonly connections: ConnectionLimits;
  /** Until the header fields have arrived, and the whole request. */
  readonly headers: number;
  readonly request: number;
  /** Without a request. */
  readonly idle: number;
  /** From sending a request to having read the answer. */
  readonly answer: number;
}

/** The limits of the API. */
export function serverLimits(behindProxy = false): ServerLimits {
  return {
    headerBytes: 16 * 1024,
    connections: connectionLimits(openFileLimit(), behindProxy),
    headers: 10_000,
    request: 20_000,
    idle: 10_000,
    answer: 60_000,
  };
}

/** How often connections are checked. */
const CHECK_MILLISECONDS = 1000;

/**
 * Creates the server of the API, which limits how many connections a client
 * holds, for how long, and what it sends. Requests that violate RFC 9112 are
 * rejected, and those with two lengths of a body, which a proxy might read
 * differently (request smuggling).
 */
export function createHttpServer(
  listener: RequestListener,
  limits = serverLimits(),
): Server {
  const connections = new Connections(limits.connections);
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: CHECK_MILLISECONDS,
    },
    (request, response) => {
      const { socket, url = "" } = request;
      connections.keep(request, response);
      if (connections.isForProbes(socket) && !url.startsWith("/healthz/"))
        endWith(socket, FULL);
      else listener(request, response);
    },
  );
  server.on("connection", (socket) => connections.admit(socket));
  server.on("clientError", refuse);
  endStalled(server, limits.answer);
  return server;
}

/** Ends connections whose clients do not read their answers. */
function endStalled(server: Server, milliseconds: number): void {
  const answering = new Map<ServerResponse, number>();
  server.prependListener("request", (_request, response) => {
    answering.set(response, performance.now());
    response.once("close", () => answering.delete(response));
  });
  const check = setInterval(() => {
    const since = performance.now() - milliseconds;
    for (const [response, asked] of answering) {
      if (asked > since) return;
      response.destroy();
    }
  }, CHECK_MILLISECONDS);
  check.unref();
  server.once("close", () => clearInterval(check));
}

/** The answer to a request that does not reach the app. */
interface Refusal {
  readonly status: number;
  readonly code: ErrorKind;
  readonly detail: string;
}

const FULL: Refusal = {
  status: 503,
  code: "overloaded",
  detail:
    "all connections are in use, and this one is reserved for /healthz/: try again soon",
};

/** By the error code of Node's parser. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "bad_request",
    detail: "the request line and header fields are too long",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "bad_request",
    detail: "the request took too long to arrive",
  },
};

const NO_REQUEST: Refusal = {
  status: 400,
  code: "bad_request",
  detail: "this is not an HTTP request",
};

/** Answers an invalid request, and ends its connection. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") socket.destroy();
  else endWith(socket, REFUSALS[error.code ?? ""] ?? NO_REQUEST);
}

/** Answers with problem details as error-handler.ts does, and ends the connection. */
function endWith(socket: Socket, { status, code, detail }: Refusal): void {
  const title = STATUS_CODES[status];
  const body = JSON.stringify({
    ...{ type: "about:blank", title, status, detail },
    error: { code, message: detail },
  });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    ...(status === 503 ? [`Retry-After: ${RETRY_AFTER_SECONDS}`] : []),
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** How many file descriptors this process may have; Infinity where that is unknown. */
export function openFileLimit(): number {
  // Otherwise the report looks up the host names of all connections.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files: { readonly soft: unknown } };
  };
  const soft = userLimits?.open_files.soft;
  return typeof soft === "number" ? soft : Infinity;
}
