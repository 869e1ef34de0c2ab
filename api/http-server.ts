import {
  createServer,
  STATUS_CODES,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";

/** What a client may take of the server; times are in milliseconds. */
export interface ServerLimits {
  /** Of the request line and the header fields together. */
  readonly headerBytes: number;
  /** Each takes memory and a file descriptor. */
  readonly connections: number;
  /** Until the header fields have arrived, and the whole request. */
  readonly headers: number;
  readonly request: number;
  /** Without a request. */
  readonly idle: number;
  /** From sending a request to having read the answer. */
  readonly answer: number;
}

const LIMITS: ServerLimits = {
  headerBytes: 16 * 1024,
  connections: 1000,
  headers: 10_000,
  request: 20_000,
  idle: 10_000,
  answer: 60_000,
};

/** How often connections are looked at for all that. */
const CHECK_MILLISECONDS = 1000;

/**
 * Makes the server of the API, which lets no client hold a connection longer
 * or send more than answers need. What is no request by RFC 9112 is refused,
 * as are two ways to tell where its body ends, which a proxy in front might
 * tell otherwise.
 */
export function createHttpServer(
  listener: RequestListener,
  limits = LIMITS,
): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: CHECK_MILLISECONDS,
    },
    listener,
  );
  server.maxConnections = limits.connections;
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

/** Why a request was not understood, by the error of Node's parser. */
const REFUSALS: Readonly<Record<string, [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    "the request line and header fields are longer than any that are taken",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request took too long to arrive"],
};

const NO_REQUEST: [status: number, detail: string] = [
  400,
  "this is no HTTP request",
];

/** Answers what is no request in the form of all other refusals, and ends. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, detail] = REFUSALS[error.code ?? ""] ?? NO_REQUEST;
  const title = STATUS_CODES[status];
  const body = JSON.stringify({
    ...{ type: "about:blank", title, status, detail },
    error: { code: "bad_request", message: detail },
  });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
