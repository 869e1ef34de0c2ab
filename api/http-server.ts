import {
  createServer,
  STATUS_CODES,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { ErrorKind } from "../common/errors.ts";
import { openFileLimit } from "./open-file-limit.ts";
import {
  connectionLimits,
  Connections,
  type ConnectionLimits,
} from "./access/connections.ts";
import { RETRY_AFTER_SECONDS } from "./middleware/error-handler.ts";

/** What a client may take of the server; times are in milliseconds. */
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

/** Those of the API. */
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

/** How often connections are looked at for all that. */
const CHECK_MILLISECONDS = 1000;

/**
 * Makes the server of the API, which lets no client hold a connection longer,
 * hold more of them or send more than answers need. What is no request by RFC 9112 is refused,
 * as are two ways to tell where its body ends, which a proxy in front might
 * tell otherwise.
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

/** Ends connections whose clients do not read what they have asked for. */
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

/** What is answered to what does not become a request of the API. */
interface Refusal {
  readonly status: number;
  readonly code: ErrorKind;
  readonly detail: string;
}

const FULL: Refusal = {
  status: 503,
  code: "overloaded",
  detail:
    "all connections are in use, and this one is for /healthz/ only: try again soon",
};

/** Why a request was not understood, by the error of Node's parser. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "bad_request",
    detail:
      "the request line and header fields are longer than any that are taken",
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
  detail: "this is no HTTP request",
};

/** Answers what is no request, and ends its connection. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") socket.destroy();
  else endWith(socket, REFUSALS[error.code ?? ""] ?? NO_REQUEST);
}

/** Answers in the form of all other refusals, and ends the connection. */
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
