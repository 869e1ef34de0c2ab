import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { recover } from "../../clickhouse/publish.ts";
import type { Store } from "../../clickhouse/store.ts";
import { reportRun, runIngest } from "../../ingest/run.ts";
import type { RunSummary } from "../../ingest/summary.ts";
import { requestFor, SILENT } from "../support/ingest-lines.ts";
import { withDatabaseIn } from "../support/with-database.ts";
import type { ChildOrder, TimedStep } from "./child-messages.ts";
import { dumpTables, type TableDump } from "./dump-tables.ts";
import { writeHistory, type History } from "./history.ts";
import { runChild, type ChildEnd } from "./run-child.ts";

/** What is known of undisturbed runs. */
export interface Undisturbed {
  readonly folder: string;
  readonly history: History;
  /** A database in which the first file was published. */
  readonly begun: string;
  /** What the second run says when nothing disturbs it. */
  readonly summary: RunSummary;
  /** What all tables say after all three. */
  readonly expected: TableDump;
}

/** The same, and what is known of their steps before anything is killed. */
export interface Laboratory extends Undisturbed {
  /** The second run in a process of its own. */
  readonly recording: Recording;
  /** The same where the run had been left half published. */
  readonly recovery: readonly TimedStep[];
}

export interface Recording {
  /** In the order in which they ended. */
  readonly steps: readonly TimedStep[];
  /** From the start of the process to its end. */
  readonly lifeMs: number;
  /** From when the run began to publish. */
  readonly publishingMs: number;
}

/** Prepares the files and the undisturbed results. */
export async function runUndisturbed(
  folder: string,
  seed: number,
): Promise<Undisturbed> {
  const history = writeHistory(folder, seed);
  const [first, second, third] = history.files;
  const begun = join(folder, "begun");
  await withDatabaseIn(begun, async (store) => {
    await recover(store);
    await ingest(store, folder, first);
  });

  const whole = copyDatabase(begun, join(folder, "whole"));
  const { summary, expected } = await withDatabaseIn(whole, async (store) => {
    await recover(store);
    const summary = await ingest(store, folder, second);
    await ingest(store, folder, third);
    return { summary, expected: await dumpTables(store) };
  });
  removeDatabase(whole);
  return { folder, history, begun, summary, expected };
}

/** Prepares all of it: the list of steps too. */
export async function openLaboratory(
  folder: string,
  seed: number,
): Promise<Laboratory> {
  const undisturbedRuns = await runUndisturbed(folder, seed);
  const { begun, history } = undisturbedRuns;
  const [, second] = history.files;
  const recorded = copyDatabase(begun, join(folder, "recorded"));
  const undisturbed = succeeded(
    await runChild(childOrder(folder, recorded, second)),
  );
  const recording = readRecording(undisturbed);

  // Half published: what recovering does can be recorded as well.
  const half = copyDatabase(begun, join(folder, "half"));
  const moves = recording.steps.filter(isMove);
  const middle = moves[Math.floor(moves.length / 2)] as TimedStep;
  await runChild({
    ...childOrder(folder, half, second),
    kill: { ...middle, when: "after", afterMs: 0 },
  });
  const recovered = succeeded(await runChild(childOrder(folder, half, second)));
  for (const database of [recorded, half]) removeDatabase(database);
  return { ...undisturbedRuns, recording, recovery: stepsOf(recovered) };
}

/** Whether a step moves what a run has prepared to where it is read. */
export function isMove({ step }: TimedStep): boolean {
  return step.startsWith("move-rows ");
}

export function copyDatabase(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

export function removeDatabase(database: string): void {
  rmSync(database, { recursive: true, force: true });
}

/** The ingest command in this process. */
export async function ingest(
  store: Store,
  folder: string,
  file: string,
): Promise<RunSummary> {
  const { signal } = new AbortController();
  const request = requestFor(folder, [file]);
  const summary = await runIngest(store, request, SILENT, signal);
  await reportRun(store, summary);
  return summary;
}

/** The same command for a process of its own. */
export function childOrder(
  folder: string,
  dataDir: string,
  file: string,
): ChildOrder {
  return { dataDir, request: requestFor(folder, [file]) };
}

function succeeded(end: ChildEnd): ChildEnd {
  if (end.exitCode !== 0)
    throw new Error(`an undisturbed run failed: ${end.errors}`);
  return end;
}

function readRecording(end: ChildEnd): Recording {
  const { messages, lifeMs } = end;
  const steps = stepsOf(end);
  const began = messages.find(({ kind }) => kind === "publishing");
  const from = began?.kind === "publishing" ? began.atMs : 0;
  // Steps may run side by side: their durations do not add up.
  const publishingMs = (steps.at(-1)?.endMs ?? from) - from;
  return { steps, lifeMs, publishingMs };
}

function stepsOf({ messages }: ChildEnd): TimedStep[] {
  return messages.filter((message) => message.kind === "step");
}
