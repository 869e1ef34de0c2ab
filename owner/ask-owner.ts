import type { Readable } from "node:stream";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { readOwner, isSelf } from "../clickhouse/owner-note.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { Connection } from "./connection.ts";
import {
  PROTOCOL,
  type CommandMessage,
  type OwnerMessage,
  type RequestMessage,
} from "./messages.ts";
import type { Caller } from "./operation.ts";

/** An owner greets at once, if it is there at all. */
const HELLO_MILLISECONDS = 5000;

/** A command that has something done by the owner. */
export interface Asking extends Caller {
  readonly request: Omit<RequestMessage, "kind">;
  /** Tells the user of the result. */
  readonly show: (result: unknown) => void | Promise<void>;
}

/** The process that has the data directory open, on the other end. */
export interface OwnerConnection {
  readonly pid: number;
  readonly socket: Socket;
}

/** Connects to the owner of a data directory; undefined if none listens. */
export async function connectToOwner(
  home: string,
): Promise<OwnerConnection | undefined> {
  const owner = readOwner(home);
  if (!owner?.socket || isSelf(owner)) return undefined;
  const socket = connect(owner.socket);
  try {
    await once(socket, "connect");
    return { pid: owner.pid, socket };
  } catch {
    return undefined;
  }
}

/**
 * Has the owner do what a command was asked for, as if it were done here:
 * its progress, its output, its failures.
 * Throws database_held when the owner ended before it began with it.
 */
export async function askOwner(
  { pid, socket }: OwnerConnection,
  asking: Asking,
): Promise<void> {
  const connection = new Connection<CommandMessage, OwnerMessage>(socket);
  const conversation = new Conversation(connection, asking, pid);
  const leave = () => connection.destroy();
  const silent = setTimeout(leave, HELLO_MILLISECONDS);
  const cancel = () =>
    conversation.asked ? void connection.send({ kind: "cancel" }) : leave();
  asking.signal.addEventListener("abort", cancel);
  if (asking.signal.aborted) leave();
  try {
    for await (const message of connection.receive()) {
      clearTimeout(silent);
      await conversation.take(message);
    }
    conversation.end();
  } finally {
    clearTimeout(silent);
    asking.signal.removeEventListener("abort", cancel);
    connection.destroy();
    conversation.close();
  }
}

/** One connection to the owner, as the command sees it. */
class Conversation {
  readonly #connection: Connection<CommandMessage, OwnerMessage>;
  readonly #asking: Asking;
  readonly #pid: number;
  /** Whether the owner may have begun. */
  asked = false;
  #done = false;
  #printed = Promise.resolve();
  #input: { stream: Readable; chunks: AsyncIterator<Buffer> } | undefined;

  constructor(
    connection: Connection<CommandMessage, OwnerMessage>,
    asking: Asking,
    pid: number,
  ) {
    this.#connection = connection;
    this.#asking = asking;
    this.#pid = pid;
  }

  async take(message: OwnerMessage): Promise<void> {
    const { observer, output, say, show } = this.#asking;
    switch (message.kind) {
      case "hello":
        return this.#ask(message.protocol);
      case "started":
        return observer.started(message.inputBytes);
      case "read":
        return observer.read(message.bytes);
      case "parsed":
        return observer.parsed(message.outcome);
      case "step":
        return observer.step(message.name);
      case "say":
        return say(message.text);
      case "more":
        // Standard input may keep us waiting; the owner goes on speaking.
        void this.#sendInput();
        return;
      case "output":
        // It is the user who may be slow, as in a pager, not the owner.
        this.#printed = output(Buffer.from(message.data, "base64"));
        return;
      case "result":
        this.#done = true;
        await this.#printed;
        await show(message.result);
        return this.#connection.send({ kind: "told" });
      case "failed":
        throw message.error
          ? new TouchlineError(message.error, message.message)
          : new Error(message.message);
    }
  }

  /** The owner has ended the connection. */
  end(): void {
    if (!this.asked)
      throw new TouchlineError(
        "database_held",
        `process ${this.#pid}, which has the database open, does not answer`,
      );
    if (!this.#done)
      throw new TouchlineError(
        "database_unavailable",
        `process ${this.#pid}, which ran this command, has ended before it was done. Run it again: what it may have published is not published twice`,
      );
  }

  /** A standard input that nobody reads would keep this process. */
  close(): void {
    this.#input?.stream.destroy();
  }

  async #ask(protocol: number): Promise<void> {
    if (protocol !== PROTOCOL)
      throw new TouchlineError(
        "database_unavailable",
        `the database is open in process ${this.#pid}, which is another version of Touchline: stop that process, and start it again from this version`,
      );
    this.asked = true;
    const { request } = this.#asking;
    await this.#connection.send({ kind: "request", ...request });
  }

  /** Sends the next part of standard input. */
  async #sendInput(): Promise<void> {
    try {
      this.#input ??= open(this.#asking.input());
      const next = await this.#input.chunks.next();
      await this.#connection.send({
        kind: "input",
        data: next.done ? null : next.value.toString("base64"),
      });
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      await this.#connection.send({
        kind: "input-failed",
        code,
        message: messageOf(error),
      });
    }
  }
}

function open(stream: Readable) {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return { stream, chunks };
}
