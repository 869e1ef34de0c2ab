import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  beginStore,
  openServerStore,
  usesServer,
} from "../clickhouse/open-store.ts";
import { recover } from "../clickhouse/publish.ts";
import type { Config } from "../common/config.ts";
import { TouchlineError } from "../common/errors.ts";
import type { RunObserver } from "../ingest/run-observer.ts";
import { Activity } from "./activity.ts";
import { askOwner, connectToOwner, type Asking } from "./ask-owner.ts";
import type { Operation } from "./operation.ts";
import {
  OPERATIONS,
  type OperationName,
  type RequestOf,
  type ResultOf,
} from "./operations.ts";
import { serveOwner, type OwnerServer } from "./serve-owner.ts";
import { WriterLock } from "./writer-lock.ts";

/** How a command goes with an operation. */
export interface Command<Result> {
  /** The command with its files, for the messages of others. */
  readonly title: string;
  readonly observer: RunObserver;
  /** Aborted when the user wants no more of it. */
  readonly signal: AbortSignal;
  /** How long it waits for others that change the database. */
  readonly waitSeconds: number;
  /** Tells the user of the result. */
  readonly show: (result: Result) => void | Promise<void>;
}

/** Processes start and end: what is held now may be free in a moment. */
const PATIENCE_MILLISECONDS = 3000;

const RETRY_MILLISECONDS = 100;

/**
 * Does an operation on the database that the settings name: here, when no
 * other process has it open, and else by having that one do it. A process
 * that has opened it takes the operations of others as long as its own runs.
 * A server is asked directly: there is no owner.
 * Throws what the operation throws; busy when another one changes the
 * database; database_held when another process has it and does not answer.
 */
export async function runOperation<Name extends OperationName>(
  config: Config,
  name: Name,
  request: RequestOf<Name>,
  command: Command<ResultOf<Name>>,
): Promise<void> {
  const { title, signal, waitSeconds, show } = command;
  const cameAt = performance.now();
  const waited = () => performance.now() - cameAt;
  const patience = Math.max(PATIENCE_MILLISECONDS, waitSeconds * 1000);
  for (;;) {
    const secondsLeft = Math.max(0, waitSeconds - waited() / 1000);
    const asking: Asking = {
      observer: command.observer,
      signal,
      input: () => process.stdin,
      output: writeOut,
      say: (text) => process.stderr.write(`${text}\n`),
      show: show as Asking["show"],
      request: {
        operation: name,
        request,
        title,
        pid: process.pid,
        waitSeconds: secondsLeft,
      },
    };
    if (usesServer(config)) return runOnServer(config, asking);
    try {
      const owner = await connectToOwner(resolve(config.DATA_DIR));
      return await (owner ? askOwner(owner, asking) : runHere(config, asking));
    } catch (error) {
      const held =
        error instanceof TouchlineError && error.kind === "database_held";
      if (!held || waited() > patience) throw error;
      if (signal.aborted)
        throw new TouchlineError(
          "cancelled",
          "cancelled; nothing was published",
          { cause: error },
        );
    }
    await sleep(RETRY_MILLISECONDS);
  }
}

/** Opens the database, and is its owner until the operation has ended. */
async function runHere(config: Config, asking: Asking): Promise<void> {
  const database = beginStore(config);
  try {
    const { operation: name, request, ...who } = asking.request;
    const operation = OPERATIONS[name as OperationName] as Operation<
      unknown,
      unknown
    >;
    const lock = new WriterLock();
    const work = async (): Promise<void> => {
      let server: OwnerServer | undefined;
      const opened = database.opened.then(async (store) => {
        server = await serveOwner(
          store,
          lock,
          new Activity(),
          resolve(config.DATA_DIR),
        );
        return store;
      });
      try {
        const result = await (operation.runWhileOpening
          ? operation.runWhileOpening({ ...database, opened }, request, asking)
          : operation.run(await opened, request, asking));
        await asking.show(result);
        await operation.told?.(await opened, result, request, asking);
      } finally {
        await opened.catch(() => undefined);
        await server?.close("finish");
      }
    };
    if (operation.writes(request))
      return await lock.hold(
        { ...who, signal: asking.signal, waiting: asking.say },
        work,
      );
    // One that only reads is not kept by others that write.
    lock.close();
    await work();
  } finally {
    const store = await database.opened.catch(() => undefined);
    await store?.close();
  }
}

/** Does an operation on a server, beside what others do there. */
async function runOnServer(config: Config, asking: Asking): Promise<void> {
  const { operation: name, request, title, waitSeconds } = asking.request;
  const { signal, say: waiting } = asking;
  const contender = { title, waitSeconds, signal, waiting };
  const store = await openServerStore(config, contender);
  try {
    const operation = OPERATIONS[name as OperationName] as Operation<
      unknown,
      unknown
    >;
    const run = () => operation.run(store, request, asking);
    const result =
      operation.writes(request) && !operation.takesTurn
        ? await store.asWriter(async () => {
            await recover(store);
            return run();
          })
        : await run();
    await asking.show(result);
    await operation.told?.(store, result, request, asking);
  } finally {
    await store.close();
  }
}

/** Writes to standard output; settles when it is on its way, or unwanted. */
function writeOut(bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(bytes, () => resolve());
  });
}
