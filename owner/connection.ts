import { once } from "node:events";
import type { Socket } from "node:net";
import { TouchlineError } from "../common/errors.ts";

/** Longer messages are refused. A request names all its files. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** A side that takes nothing for so long is gone. */
const STALL_MILLISECONDS = 30_000;

const LF = 10;

/** One end of a connection on which messages go as JSON, one a line. */
export class Connection<Sent, Received> {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    // Whoever receives sees the end; what cannot be sent has no reader.
    socket.on("error", () => undefined);
  }

  /** Sends a message; settles when there is room for more, or no reader. */
  async send(message: Sent): Promise<void> {
    const socket = this.#socket;
    if (!socket.writable) return;
    if (socket.write(`${JSON.stringify(message)}\n`)) return;
    await this.#until("drain");
  }

  /**
   * The messages of the other side until it ends the connection, however it
   * does. Throws bad_request for what is no message.
   */
  async *receive(): AsyncGenerator<Received, void> {
    let parts: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.#chunks()) {
      let from = 0;
      for (let end; (end = chunk.indexOf(LF, from)) >= 0; from = end + 1) {
        parts.push(chunk.subarray(from, end));
        const line = Buffer.concat(parts);
        parts = [];
        bytes = 0;
        yield parseMessage(line) as Received;
      }
      parts.push(chunk.subarray(from));
      bytes += chunk.length - from;
      if (bytes > MAX_MESSAGE_BYTES) throw noMessage("it is too long");
    }
  }

  async *#chunks(): AsyncGenerator<Buffer, void> {
    try {
      yield* this.#socket.iterator({
        destroyOnReturn: false,
      }) as AsyncIterable<Buffer>;
    } catch {
      // Cut off: the same as ended.
    }
  }

  /** Ends this side after what was sent; settles when that is on its way. */
  async end(): Promise<void> {
    if (!this.#socket.writable) return;
    this.#socket.end();
    await this.#until("finish");
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Waits for an event or the end of the socket, which it hastens. */
  async #until(event: "drain" | "finish"): Promise<void> {
    const socket = this.#socket;
    const stop = new AbortController();
    const { signal } = stop;
    const stalled = setTimeout(() => socket.destroy(), STALL_MILLISECONDS);
    await Promise.race(
      [event, "close"].map((name) =>
        once(socket, name, { signal }).catch(() => undefined),
      ),
    );
    clearTimeout(stalled);
    stop.abort();
  }
}

function parseMessage(line: Buffer): unknown {
  let message: unknown;
  try {
    message = JSON.parse(line.toString());
  } catch {
    throw noMessage("it is not JSON");
  }
  if (typeof message === "object" && message !== null && "kind" in message)
    return message;
  throw noMessage("it has no kind");
}

function noMessage(why: string): TouchlineError {
  return new TouchlineError("bad_request", `this is no message: ${why}`);
}
