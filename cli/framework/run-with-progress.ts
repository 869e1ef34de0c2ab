import type { Change } from "../../runs/begin-change.ts";
import type { WhenMissing } from "../../clickhouse/place.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { CommandContext } from "./command.ts";
import { readConfig } from "../../common/settings/config.ts";
import { flushOutput } from "../../common/watch-output.ts";
import { ProgressDisplay } from "./progress-display.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import { catchStop } from "./catch-stop.ts";

/** A command that changes the database, and how it is shown. */
export interface Changing<Result> {
  /** What it does, in a word, for others. */
  readonly operation: string;
  /** The command with its files, for the messages of others. */
  readonly title: string;
  /** How long it waits for others that change the database. */
  readonly waitSeconds: number;
  readonly whenMissing: WhenMissing;
  /** Whether the database may have another session gap than the settings. */
  readonly anySessionGap?: boolean;
  readonly work: (database: Change, job: Job) => Promise<Result>;
  /** Prints the result, where the progress was. */
  readonly show: (result: Result) => void;
  /** What is left to do once the user has seen all of the result. */
  readonly shown?: (store: Store, result: Result, job: Job) => Promise<void>;
  /** What else a signal ends, besides the work. */
  readonly stop?: () => void;
}

/** What the work of a command is given. */
export interface Job {
  readonly observer: RunObserver;
  /** Aborted when the user wants no more of it. */
  readonly signal: AbortSignal;
  /** Prints a sentence beside the result. */
  readonly print: (text: string) => void;
}

/**
 * Runs a command that changes the database: shows on standard error how far
 * it is, and gives it up on a signal, up to publishing.
 */
export async function runWithProgress<Result>(
  context: CommandContext,
  { operation, title, waitSeconds, ...command }: Changing<Result>,
): Promise<void> {
  const settings = readConfig(context.env);
  const config = command.anySessionGap
    ? { ...settings, SESSION_GAP: "" }
    : settings;
  const cancel = new AbortController();
  const release = catchStop(context.signals, () => {
    cancel.abort();
    command.stop?.();
  });
  const progress = new ProgressDisplay(context.stderr);
  const print = (text: string) => {
    context.stderr.write(`${text}\n`);
  };
  const { signal } = cancel;
  const job: Job = { observer: progress.observe, signal, print };
  try {
    // Loaded now, so that --help and wrong arguments are answered at once.
    const { beginChange } = await import("../../runs/begin-change.ts");
    const database = beginChange(
      config,
      {
        ...{ operation, title, waitSeconds, signal },
        waiting: print,
        progress: () => progress.state,
      },
      command.whenMissing,
    );
    try {
      const result = await command.work(database, job);
      progress.end();
      command.show(result);
      await flushOutput(context);
      await command.shown?.(await database.opened, result, job);
    } finally {
      await database.end();
    }
  } finally {
    progress.end();
    release();
  }
}
