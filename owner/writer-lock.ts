import { TouchlineError } from "../common/errors.ts";
import { printable } from "../common/printable.ts";

/** A command that changes the database, or wants to. */
export interface Contender {
  /** The command with its files, for messages. */
  readonly title: string;
  readonly pid: number;
  /** How long it waits for another one to end. */
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  /** Told, as a sentence, what it has to wait for. */
  readonly waiting: (text: string) => void;
}

/** One that was told to stop is waited for, this long, by whoever comes. */
const ENDING_SECONDS = 15;

const TITLE_LENGTH = 200;

/** One that waits for its turn. */
interface Place {
  readonly contender: Contender;
  /** Ends the waiting: with a failure, or because the turn has come. */
  readonly end: (failure?: TouchlineError) => void;
}

/**
 * Lets operations that change the database run one at a time, in the order
 * in which they came. It is open until `close`: then whoever waits or comes
 * is sent away with database_held, to look for the database elsewhere.
 */
export class WriterLock {
  #holder: { readonly contender: Contender; readonly since: Date } | undefined;
  #closed = false;
  readonly #queue = new Set<Place>();

  /**
   * Runs `work` when no other work is under way.
   * Throws busy, naming the holder, when that takes longer than the contender
   * waits, and cancelled when it has enough of waiting.
   */
  async hold<T>(contender: Contender, work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw heldUntilEnd();
    if (this.#holder) await this.#wait(contender);
    else this.#take(contender);
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  /** Sends away those who wait, and those who come; the holder goes on. */
  close(): void {
    this.#closed = true;
    for (const place of [...this.#queue]) place.end(heldUntilEnd());
  }

  #take(contender: Contender): void {
    this.#holder = { contender, since: new Date() };
  }

  /** Hands over at once: nobody comes in between. */
  #release(): void {
    this.#holder = undefined;
    const [next] = this.#queue;
    if (!next) return;
    this.#take(next.contender);
    next.end();
  }

  async #wait(contender: Contender): Promise<void> {
    const { waitSeconds, signal, waiting } = contender;
    const ending = this.#holder?.contender.signal.aborted;
    const seconds = Math.max(waitSeconds, ending ? ENDING_SECONDS : 0);
    if (seconds === 0) throw this.#busy();
    if (waitSeconds > 0)
      waiting(`Waiting for another command to end: ${this.#who()}`);
    await new Promise<void>((resolve, reject) => {
      const end = (failure?: TouchlineError): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
        this.#queue.delete(place);
        if (failure) reject(failure);
        else resolve();
      };
      const place: Place = { contender, end };
      const leave = () =>
        end(
          new TouchlineError("cancelled", "cancelled; nothing was published"),
        );
      const timer = setTimeout(() => end(this.#busy()), seconds * 1000);
      signal.addEventListener("abort", leave, { once: true });
      this.#queue.add(place);
      if (signal.aborted) leave();
    });
  }

  #busy(): TouchlineError {
    return new TouchlineError(
      "busy",
      `another command is changing the database: ${this.#who()}. Run this one again when that is done, or let it wait with --wait SECONDS`,
    );
  }

  #who(): string {
    if (!this.#holder) return "one that is about to start";
    const { contender, since } = this.#holder;
    const title = printable(contender.title).slice(0, TITLE_LENGTH);
    const time = since.toISOString().slice(0, 19).replace("T", " ");
    return `${title} (process ${contender.pid}, since ${time} UTC)`;
  }
}

/** What a command is sent away with when its owner is about to end. */
export function heldUntilEnd(): TouchlineError {
  return new TouchlineError(
    "database_held",
    `the database is open in process ${process.pid}, which is about to end and takes no more commands. Run this one again when that is done, or let it wait with --wait SECONDS`,
  );
}
