import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Store } from "../clickhouse/store.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import type { RunObserver } from "../ingest/run-observer.ts";
import type { Activity } from "./activity.ts";
import type { Connection } from "./connection.ts";
import { runIdOf, type WatchOperation } from "./ended-operation.ts";
import {
  PROTOCOL,
  type CommandMessage,
  type FailedMessage,
  type OwnerMessage,
  type RequestMessage,
} from "./messages.ts";
import type { Caller, Operation } from "./operation.ts";
import { findOperation } from "./operations.ts";
import { heldUntilEnd, type WriterLock } from "./writer-lock.ts";

/** What a request is, as far as it does not depend on the operation. */
const Request = Type.Object({
  operation: Type.String(),
  request: Type.Object({}),
  title: Type.String(),
  pid: Type.Integer(),
  waitSeconds: Type.Number({ minimum: 0, maximum: 604_800 }),
});

/** How long a command may take to tell its user of the result. */
const TOLD_MILLISECONDS = 10_000;

/** What is done for guests, and when. */
export interface Host {
  readonly store: Store;
  readonly lock: WriterLock;
  /** Where it shows what it does. */
  readonly activity: Activity;
  readonly watch: WatchOperation;
}

/**
 * A command of another process, as the owner sees it: greeted, then asking,
 * then served, then told; or gone, at any moment.
 */
export class Guest {
  readonly #connection: Connection<OwnerMessage, CommandMessage>;
  readonly #host: Host;
  readonly #cancel = new AbortController();
  readonly #gone = new AbortController();
  #work: Promise<void> | undefined;
  #input: Readable | undefined;
  #told = (): void => undefined;
  #readBytes = 0;
  #refusing = false;
  #stopped = false;

  constructor(
    connection: Connection<OwnerMessage, CommandMessage>,
    host: Host,
  ) {
    this.#connection = connection;
    this.#host = host;
    this.#cancel.signal.addEventListener("abort", () => this.#input?.destroy());
  }

  /** Serves the guest until it is gone and nothing is done for it any more. */
  async serve(): Promise<void> {
    void this.#send({ kind: "hello", protocol: PROTOCOL });
    try {
      for await (const message of this.#connection.receive())
        this.#take(message);
    } catch (error) {
      await this.#refuse(error);
    }
    this.#gone.abort();
    this.#cancel.abort();
    await this.#work;
    this.#connection.destroy();
  }

  /** Does what is under way to its end, and takes nothing new. */
  finish(): void {
    this.#refusing = true;
    if (!this.#work) void this.#refuse(heldUntilEnd());
  }

  /** Cancels what is under way: the owner has to end. */
  stop(): void {
    this.#stopped = true;
    this.#cancel.abort();
    this.finish();
  }

  /** Does not wait for the guest any longer. */
  drop(): void {
    this.#connection.destroy();
  }

  #take(message: CommandMessage): void {
    switch (message.kind) {
      case "request":
        this.#work = this.#begin(message);
        return;
      case "input":
        if (message.data === null) this.#input?.push(null);
        else this.#input?.push(Buffer.from(message.data, "base64"));
        return;
      case "input-failed":
        this.#input?.destroy(
          Object.assign(new Error(message.message), { code: message.code }),
        );
        return;
      case "cancel":
        this.#cancel.abort();
        return;
      case "told":
        this.#told();
        return;
      default:
        throw new TouchlineError("bad_request", "there is no such message");
    }
  }

  #begin(message: RequestMessage): Promise<void> {
    const operation = findOperation(message.operation);
    if (this.#work || !operation || !Value.Check(Request, message))
      throw new TouchlineError("bad_request", "there is no such operation");
    if (this.#refusing) throw heldUntilEnd();
    return this.#perform(operation, message);
  }

  async #perform(
    operation: Operation<unknown, unknown>,
    { request, ...command }: RequestMessage,
  ): Promise<void> {
    const { store, lock, activity, watch } = this.#host;
    const since = performance.now();
    const end = () => ({
      operation: command.operation,
      by: command.pid,
      seconds: (performance.now() - since) / 1000,
      readBytes: this.#readBytes,
    });
    const caller = this.#caller();
    const { signal, say: waiting } = caller;
    const perform = (observer: RunObserver) =>
      operation.run(store, request, { ...caller, observer });
    const work = async (writes: boolean): Promise<void> => {
      const { observer } = caller;
      const result = await (writes
        ? activity.during(command.operation, observer, perform)
        : perform(observer));
      watch({ ...end(), ...runIdOf(result) });
      const told = this.#whenTold();
      await this.#send({ kind: "result", result });
      if (operation.told && (await told))
        await operation.told(store, result, request, caller);
    };
    try {
      if (operation.writes(request))
        await lock.hold({ ...command, signal, waiting }, () => work(true));
      else await work(false);
      await this.#connection.end();
    } catch (error) {
      const failure = error instanceof TouchlineError ? error.kind : "bug";
      watch({ ...end(), failure });
      await this.#refuse(this.#explain(error));
    }
  }

  async #refuse(error: unknown): Promise<void> {
    await this.#send(describeFailure(error));
    await this.#connection.end();
  }

  #caller(): Caller {
    const tell = (message: OwnerMessage) => void this.#send(message);
    const observer: RunObserver = {
      started: (inputBytes) => tell({ kind: "started", inputBytes }),
      read: (bytes) => {
        this.#readBytes += bytes;
        tell({ kind: "read", bytes });
      },
      parsed: (outcome) => tell({ kind: "parsed", outcome }),
      step: (name) => tell({ kind: "step", name }),
    };
    return {
      observer,
      signal: this.#cancel.signal,
      input: () =>
        (this.#input ??= new Readable({ read: () => tell({ kind: "more" }) })),
      output: (bytes) =>
        this.#send({ kind: "output", data: bytes.toString("base64") }),
      say: (text) => tell({ kind: "say", text }),
    };
  }

  /** Waits until the command has told its user: not if it is gone, or hangs. */
  #whenTold(): Promise<boolean> {
    const told = new Promise<boolean>((resolve) => {
      this.#told = () => resolve(true);
    });
    const { signal } = this.#gone;
    const late = sleep(TOLD_MILLISECONDS, false, { signal, ref: false }).catch(
      () => false,
    );
    return Promise.race([told, late]);
  }

  #explain(error: unknown): unknown {
    if (!this.#stopped) return error;
    if (!(error instanceof TouchlineError) || error.kind !== "cancelled")
      return error;
    return new TouchlineError(
      "cancelled",
      `process ${process.pid}, which ran this command, was stopped: ${messageOf(error)}. Run it again`,
    );
  }

  #send(message: OwnerMessage): Promise<void> {
    return this.#connection.send(message);
  }
}

function describeFailure(error: unknown): FailedMessage {
  if (error instanceof TouchlineError)
    return { kind: "failed", error: error.kind, message: messageOf(error) };
  const stack = error instanceof Error ? error.stack : undefined;
  return { kind: "failed", message: stack ?? String(error) };
}
