import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { gzipSync } from "node:zlib";
import { EngineError, type Engine } from "./engine.ts";
import type { FaultKind, FaultPlan } from "./faults.ts";
import type { TlsFiles } from "./main.ts";
import {
  authenticate,
  readRequest,
  type FrontRequest,
  type FrontUser,
} from "./request.ts";

export interface FrontServerOptions {
  readonly users: Readonly<Record<string, FrontUser>>;
  readonly plan: FaultPlan;
  /** What it shows over https; http where left out. */
  readonly tls?: TlsFiles;
  /** Told of each fault that was injected. */
  readonly injected: (kind: FaultKind, step: string) => void;
}

/** The real server closes idle connections after as long. */
const KEEP_ALIVE_MILLISECONDS = 3000;

/** Names of files and of tables travel in the address. */
const MAX_ADDRESS_BYTES = 1024 * 1024;

/** How ClickHouse answers to exceptions; 500 to all others. */
const STATUS: Readonly<Record<number, number>> = {
  36: 400,
  60: 404,
  62: 400,
  81: 404,
  164: 403,
  372: 404,
  373: 409,
  516: 403,
};

/** ClickHouse's HTTP interface over an engine. */
export function createFront(
  engine: Engine,
  { users, plan, tls, injected }: FrontServerOptions,
): Server {
  const listener: RequestListener = (message, response) => {
    // Whoever is gone needs no answer.
    response.on("error", () => undefined);
    answer(message, response).catch((error: unknown) =>
      refuse(response, error),
    );
  };
  const options = { maxHeaderSize: MAX_ADDRESS_BYTES };
  const server = tls
    ? createTlsServer({ ...options, ...tls }, listener)
    : createServer(options, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  return server;

  async function answer(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(message.url ?? "/", "http://front");
    if (url.pathname === "/ping") {
      response.end("Ok.\n");
      return;
    }
    const step = url.searchParams.get("log_comment") ?? "";
    const fault = plan.next(step);
    if (fault) injected(fault, step);
    if (fault === "reset" || fault === "refuse") {
      // Part of the request has come; a body that is cut is no statement.
      message.socket.destroy();
      return;
    }
    const user = authenticate(message, users);
    const request = await readRequest(message, url);
    response.setHeader("X-ClickHouse-Query-Id", request.statement.queryId);
    if (!user)
      throw EngineError.of(
        516,
        "AUTHENTICATION_FAILED",
        "Authentication failed: password is incorrect, or there is no user with such name.",
      );
    if (fault === "stall") return;
    if (fault === "unavailable") {
      response.writeHead(503).end("Service Unavailable");
      return;
    }
    if (fault === "overloaded")
      throw EngineError.of(
        202,
        "TOO_MANY_SIMULTANEOUS_QUERIES",
        "Too many simultaneous queries. Maximum: 100",
      );
    const allowed = user.readonly ? withReadonly(request) : request;
    const { buffered, session, statement } = allowed;
    if (
      !fault &&
      !buffered &&
      !session &&
      /^\s*(SELECT|WITH)\b/i.test(statement.sql)
    )
      return sendStream(allowed, response);
    const result = await engine.run(statement, session);
    if (fault === "drop-answer") message.socket.destroy();
    else send(request, response, result);
  }

  async function sendStream(
    { statement }: FrontRequest,
    response: ServerResponse,
  ): Promise<void> {
    const tag = randomUUID().slice(0, 16);
    response.setHeader("X-ClickHouse-Exception-Tag", tag);
    try {
      for await (const chunk of engine.stream(statement)) response.write(chunk);
      response.end();
    } catch (error) {
      if (!response.headersSent) throw error;
      const text = `${(error as Error).message}\n`;
      response.end(
        `\r\n__exception__\r\n${tag}\r\n${text}${Buffer.byteLength(text)} ${tag}\r\n__exception__\r\n`,
      );
    }
  }
}

/** Whatever the client says, the profile of the user holds. */
function withReadonly(request: FrontRequest): FrontRequest {
  const { statement } = request;
  const settings = new Map([...statement.settings, ["readonly", "2"]]);
  return { ...request, statement: { ...statement, settings } };
}

function send(
  { compressed }: FrontRequest,
  response: ServerResponse,
  result: Buffer,
): void {
  response.setHeader("X-ClickHouse-Summary", "{}");
  if (compressed) response.setHeader("Content-Encoding", "gzip");
  response.end(compressed ? gzipSync(result) : result);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const { code, message } =
    error instanceof EngineError
      ? error
      : EngineError.of(1001, "STD_EXCEPTION", String(error));
  response.setHeader("X-ClickHouse-Exception-Code", code);
  response.writeHead(STATUS[code] ?? 500);
  response.end(`${message} (version 26.7.2.1 (official build))\n`);
}
