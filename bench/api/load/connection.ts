import { once } from "node:events";
import { connect, type Socket } from "node:net";

const END_OF_HEAD = "\r\n\r\n";

interface Answer {
  readonly status: number;
  /** Of its head and its body together. */
  readonly bytes: number;
}

/**
 * A connection that sends one request at a time. It reads as little as
 * possible of an answer, which must have a Content-Length: the load generator
 * shares its processors with the server that it measures.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer = Buffer.alloc(0);
  #answer: Answer | undefined;
  /** Of the request under way. */
  #settle:
    { resolve(status: number): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket.setNoDelay(true);
    this.#host = host;
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", (error) => this.#settle?.reject(error));
    socket.on("close", () =>
      this.#settle?.reject(new Error("the server closed a connection")),
    );
  }

  static async open(origin: string): Promise<Connection> {
    const { hostname, port, host } = new URL(origin);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new Connection(socket, host);
  }

  /** Returns the status of an answer once its body has arrived. */
  ask(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received =
      this.#received.length === 0
        ? chunk
        : Buffer.concat([this.#received, chunk]);
    this.#answer ??= readHead(this.#received);
    if (!this.#answer || this.#received.length < this.#answer.bytes) return;
    const { status } = this.#answer;
    this.#received = Buffer.alloc(0);
    this.#answer = undefined;
    this.#settle?.resolve(status);
  }
}

/** Returns undefined until the head of an answer is complete. */
function readHead(received: Buffer): Answer | undefined {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const head = received.toString("latin1", 0, end);
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
  const [, length] = /^content-length: *(\d+)/im.exec(head) ?? [];
  if (length === undefined)
    throw new Error(`an answer has no Content-Length: ${head}`);
  return {
    status: Number(status),
    bytes: end + END_OF_HEAD.length + Number(length),
  };
}
