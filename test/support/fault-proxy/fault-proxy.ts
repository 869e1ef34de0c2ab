import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { FaultPlan, type Fault, type FaultKind } from "./faults.ts";
import { Link, MAX_HEADER_BYTES } from "./link.ts";

export interface FaultProxyOptions {
  /** Has clients connect over https; http if omitted. */
  readonly tls?: TlsFiles;
}

/** A key and its certificate, in PEM. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** A fault that affected a statement. */
export interface InjectedFault {
  readonly fault: FaultKind;
  /** The name of the statement. */
  readonly step: string;
}

const HOST = "127.0.0.1";

/** How long the fault "refuse" lasts. */
const AWAY_MILLISECONDS = 1000;

/**
 * How long a client has to read half an answer before a reset. Node.js takes
 * a reset that arrives together with data for a normal end.
 */
const READ_MILLISECONDS = 20;

/** The proxy itself never times out: the target and the client do. */
const SERVER_OPTIONS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  keepAliveTimeout: 0,
  requestTimeout: 0,
};

/** ClickHouse's exception when it runs as many statements as it may. */
const TOO_MANY_QUERIES = 202;
const TOO_MANY_QUERIES_TEXT = `Code: ${TOO_MANY_QUERIES}. DB::Exception: Too many simultaneous queries. Maximum: 100. (TOO_MANY_SIMULTANEOUS_QUERIES) (version 26.7.2.1 (official build))\n`;

/**
 * An HTTP proxy in front of a ClickHouse server that fails as planned.
 * Without a planned fault it passes requests and answers on unchanged.
 *
 * Every request is a statement, except for those to /ping, which no fault
 * affects. A statement's name is its setting log_comment, in the URL.
 */
export class FaultProxy {
  readonly url: string;
  /** The faults that affected a statement, in order. */
  readonly injected: InjectedFault[] = [];
  /** The names of all statements received, in order. */
  readonly statements: string[] = [];
  readonly #server: Server;
  readonly #target: URL;
  readonly #port: number;
  readonly #plan = new FaultPlan();
  readonly #sockets = new Set<Socket>();
  readonly #links = new WeakMap<Socket, Link>();
  readonly #stalled = new Set<Socket>();
  #opening: Promise<void> | undefined;
  #return: NodeJS.Timeout | undefined;

  private constructor(server: Server, scheme: string, target: string) {
    this.#server = server;
    this.#target = new URL(target);
    this.#port = (server.address() as AddressInfo).port;
    this.url = `${scheme}://${HOST}:${this.#port}`;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.on("request", (message, response) => {
      // A client that is gone needs no answer.
      response.on("error", () => undefined);
      // What goes wrong at the target goes wrong for the client.
      this.#handle(message, response).catch(() => reset(message.socket));
    });
  }

  /** Starts a proxy on a free port, in front of the target, an http URL. */
  static async start(
    target: string,
    { tls }: FaultProxyOptions = {},
  ): Promise<FaultProxy> {
    const server = tls
      ? createTlsServer({ ...SERVER_OPTIONS, ...tls })
      : createServer(SERVER_OPTIONS);
    server.listen(0, HOST);
    await once(server, "listening");
    return new FaultProxy(server, tls ? "https" : "http", target);
  }

  /** Plans a fault. */
  inject(fault: Fault): void {
    this.#plan.add(fault);
  }

  /**
   * Forgets the planned faults and ends those in progress: stalled
   * connections are closed, and connections are accepted again.
   */
  heal(): void {
    this.#plan.clear();
    for (const socket of this.#stalled) socket.destroy();
    void this.up();
  }

  /** Refuses connections, and cuts those that exist. */
  async down(): Promise<void> {
    clearTimeout(this.#return);
    if (this.#opening) await this.#opening;
    this.#server.close();
    const closed = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once("close", resolve)),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  /** Accepts connections again, on the same port. */
  async up(): Promise<void> {
    clearTimeout(this.#return);
    if (this.#server.listening) return;
    this.#opening ??= this.#listen();
    await this.#opening;
  }

  /** Returns the number of statements received. */
  countStatements(): number {
    return this.statements.length;
  }

  /** Closes the connections on which no request is in progress. */
  closeIdle(): void {
    this.#server.closeIdleConnections();
  }

  /** Closes all connections, and accepts no more. */
  async stop(): Promise<void> {
    await this.down();
  }

  async #listen(): Promise<void> {
    try {
      this.#server.listen(this.#port, HOST);
      await once(this.#server, "listening");
    } finally {
      this.#opening = undefined;
    }
  }

  async #handle(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(message.url ?? "/", this.url);
    if (pathname === "/ping") return this.#pass(message, response);
    const step = searchParams.get("log_comment") ?? "";
    this.statements.push(step);
    const fault = this.#plan.next(step);
    if (!fault) return this.#pass(message, response);
    this.injected.push({ fault, step });
    return this.#fail(fault, message, response);
  }

  async #pass(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const answer = await this.#send(message, response);
    writeHead(response, answer, answer.rawHeaders);
    response.flushHeaders();
    await pipeline(answer, response);
  }

  async #fail(
    fault: FaultKind,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { socket } = message;
    switch (fault) {
      case "refuse":
        void this.down();
        this.#return = setTimeout(() => void this.up(), AWAY_MILLISECONDS);
        return;
      case "reset":
        reset(socket);
        return;
      case "stall":
        this.#stalled.add(socket);
        response.once("close", () => this.#stalled.delete(socket));
        message.resume();
        return;
      case "unavailable":
        await finished(message.resume());
        response.writeHead(503).end("Service Unavailable\n");
        return;
      case "overloaded":
        await finished(message.resume());
        response.setHeader("X-ClickHouse-Exception-Code", TOO_MANY_QUERIES);
        response.writeHead(500).end(TOO_MANY_QUERIES_TEXT);
        return;
      case "drop-answer":
        await buffer(await this.#send(message, response));
        socket.destroy();
        return;
      case "reset-answer":
        await this.#answerHalf(message, response);
        await sleep(READ_MILLISECONDS);
        reset(socket);
        return;
      case "truncated":
        await this.#answerHalf(message, response);
        socket.destroySoon();
        return;
    }
  }

  /** Has the target apply a statement, and passes half of its answer on. */
  async #answerHalf(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const answer = await this.#send(message, response);
    const body = await buffer(answer);
    // Chunked, even an empty answer is incomplete without its last chunk.
    writeHead(response, answer, withoutFraming(answer.rawHeaders));
    const half = body.subarray(0, body.length / 2);
    await new Promise((resolve) => response.write(half, resolve));
  }

  #send(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<IncomingMessage> {
    const { socket } = message;
    const link = this.#links.get(socket) ?? new Link(socket, this.#target);
    this.#links.set(socket, link);
    return link.send(message, response);
  }
}

/** Lends a proxy in front of the target. */
export async function withFaultProxy<T>(
  target: string,
  work: (proxy: FaultProxy) => Promise<T>,
  options?: FaultProxyOptions,
): Promise<T> {
  const proxy = await FaultProxy.start(target, options);
  try {
    return await work(proxy);
  } finally {
    await proxy.stop();
  }
}

function writeHead(
  response: ServerResponse,
  { statusCode = 500, statusMessage }: IncomingMessage,
  headers: string[],
): void {
  response.sendDate = false;
  response.writeHead(statusCode, statusMessage, headers);
}

/** Removes the headers that delimit the body from a list of names and values. */
function withoutFraming(rawHeaders: readonly string[]): string[] {
  const nameAt = (index: number) => rawHeaders[index - (index % 2)] ?? "";
  return rawHeaders.filter(
    (_, index) => !/^(content-length|transfer-encoding)$/i.test(nameAt(index)),
  );
}

/** Cuts a connection at once; TLS connections cannot be reset. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
