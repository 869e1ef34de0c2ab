import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { isSameDirectory, type Identity } from "./data-directory.ts";
import type { EngineNote } from "./engine-note.ts";

/**
 * Presence: every process that uses an engine holds a connection to it, so
 * the engine knows when the last one is gone, however it ended, and each of
 * them learns at once when the engine dies. TCP on loopback, since sockets in
 * the file system have short names and not every file system has them. Both
 * sides prove that they have read the note, which only their user can:
 *
 *     engine: { challenge }
 *     user:   { proof, challenge }
 *     engine: { proof, directory }
 *     user:   anything: once the last user is gone, stop without delay
 *     engine: anything before its end: others use the engine
 */

interface Challenge {
  readonly challenge: string;
}

interface Answer extends Challenge {
  readonly proof: string;
}

interface Welcome {
  readonly proof: string;
  readonly directory: Identity;
}

const HANDSHAKE_MILLISECONDS = 5000;

/** The engine's side. */
export class Presence {
  readonly #server: Server;
  readonly #users = new Set<Socket>();
  readonly #secret: string;
  readonly #directory: Identity;
  #idleSince = Infinity;
  #isUnwanted = false;

  private constructor(server: Server, secret: string, directory: Identity) {
    this.#server = server;
    this.#secret = secret;
    this.#directory = directory;
  }

  /** Listens on a free port of loopback. */
  static async listen(secret: string, directory: Identity): Promise<Presence> {
    const server = createServer();
    const presence = new Presence(server, secret, directory);
    server.on("connection", (socket) => void presence.#welcome(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return presence;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on, an engine that nobody uses is idle. */
  begin(): void {
    this.#idleSince = performance.now();
  }

  /** For how many milliseconds no process has used the engine. */
  get idleMilliseconds(): number {
    if (this.#users.size > 0) return 0;
    return this.#isUnwanted ? Infinity : performance.now() - this.#idleSince;
  }

  /** Accepts no further connections. */
  close(): void {
    this.#server.close();
    for (const socket of this.#users) socket.destroy();
  }

  async #welcome(socket: Socket): Promise<void> {
    socket.on("error", () => socket.destroy());
    const late = setTimeout(() => socket.destroy(), HANDSHAKE_MILLISECONDS);
    const challenge = newChallenge();
    send(socket, { challenge } satisfies Challenge);
    const answer = await receive<Answer>(socket);
    clearTimeout(late);
    if (!answer || !proves(this.#secret, "user", challenge, answer.proof)) {
      socket.destroy();
      return;
    }
    this.#users.add(socket);
    const leave = () => {
      if (this.#users.delete(socket)) this.#idleSince = performance.now();
    };
    socket.once("close", leave);
    send(socket, {
      proof: prove(this.#secret, "engine", answer.challenge),
      directory: this.#directory,
    } satisfies Welcome);
    socket.once("data", () => {
      this.#isUnwanted = true;
      leave();
      if (this.#users.size > 0) socket.write("used\n");
    });
  }
}

/** A user's side. */
export interface Attachment {
  /** Settles when the engine is gone. */
  readonly lost: Promise<void>;
  /** Lets go of the engine, which stops some seconds after its last user. */
  release(): void;
  /**
   * Lets go of it, so that it stops at once. Returns false if others use it.
   */
  dismiss(): Promise<boolean>;
}

/**
 * Makes this process known to the engine of a note. Returns undefined when
 * there is no such engine any more, or it serves another directory.
 */
export async function attach(
  note: EngineNote,
  directory: Identity,
): Promise<Attachment | undefined> {
  if (!isSameDirectory(note.directory, directory)) return undefined;
  const socket = connect(note.presencePort, "127.0.0.1");
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  socket.on("error", () => socket.destroy());
  const late = setTimeout(() => socket.destroy(), HANDSHAKE_MILLISECONDS);
  try {
    const question = await receive<Challenge>(socket);
    if (!question) {
      socket.destroy();
      return undefined;
    }
    const challenge = newChallenge();
    const proof = prove(note.secret, "user", question.challenge);
    send(socket, { proof, challenge } satisfies Answer);
    const welcome = await receive<Welcome>(socket);
    const isEngine =
      welcome !== undefined &&
      proves(note.secret, "engine", challenge, welcome.proof) &&
      isSameDirectory(welcome.directory, directory);
    if (!isEngine) {
      socket.destroy();
      return undefined;
    }
    let isUsed = false;
    socket.on("data", () => (isUsed = true));
    // A command that has done its work need not wait for this connection.
    socket.unref();
    return {
      lost: closed,
      release: () => socket.destroy(),
      async dismiss() {
        socket.ref().end("stop\n");
        socket.setTimeout(HANDSHAKE_MILLISECONDS, () => socket.destroy());
        await closed;
        return !isUsed;
      },
    };
  } finally {
    clearTimeout(late);
  }
}

const newChallenge = (): string => randomBytes(32).toString("hex");

type Side = "user" | "engine";

function prove(secret: string, side: Side, challenge: string): string {
  return createHmac("sha256", secret)
    .update(`${side} ${challenge}`)
    .digest("hex");
}

function proves(
  secret: string,
  side: Side,
  challenge: string,
  proof: unknown,
): boolean {
  const expected = Buffer.from(prove(secret, side, challenge));
  const given = Buffer.from(String(proof));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function send(socket: Socket, message: Challenge | Answer | Welcome): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

/** Longer ones are not of this protocol. */
const MAX_MESSAGE_BYTES = 4096;

/** The next message, which is a line of JSON; undefined when there is none. */
function receive<Message>(socket: Socket): Promise<Message | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const none = () => end();
    const end = (message?: Message) => {
      socket.off("data", take).off("close", none);
      resolve(message);
    };
    const take = (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (text.length > MAX_MESSAGE_BYTES) end();
      else if (text.endsWith("\n")) end(parse<Message>(text));
    };
    socket.on("data", take).on("close", none);
  });
}

function parse<Message>(text: string): Message | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as Message | undefined;
  } catch {
    return undefined;
  }
}
