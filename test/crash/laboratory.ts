import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { recover } from "../../clickhouse/publish.ts";
import type { Store } from "../../clickhouse/store.ts";
import { SILENT } from "../support/ingest-lines.ts";
import { withDatabaseIn } from "../support/with-database.ts";
import type { ChildOrder, TimedStep } from "./child-messages.ts";
import { dumpTables, type TableDump } from "./dump-tables.ts";
import { writeHistory, type History } from "./history.ts";
import { performWork } from "./perform-work.ts";
import { runChild, type ChildEnd } from "./run-child.ts";
import {
  createSubject,
  ingestWork,
  type CommandName,
  type Subject,
} from "./subjects.ts";

/** What is known of undisturbed runs. */
export interface Undisturbed {
  readonly folder: string;
  readonly history: History;
  readonly subject: Subject;
  /** A database in which what comes before was done. */
  readonly begun: string;
  /** What the command tells when nothing disturbs it. */
  readonly told: string;
  /** What all tables say after all three. */
  readonly expected: TableDump;
}

/** The same, and what is known of their steps before anything is killed. */
export interface Laboratory extends Undisturbed {
  /** The command in a process of its own. */
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
  command: CommandName = "ingest",
): Promise<Undisturbed> {
  const history = writeHistory(folder, seed);
  const subject = createSubject(command, folder, history);
  const begun = join(folder, "begun");
  await withDatabaseIn(begun, async (store) => {
    await recover(store);
    await performWork(store, subject.before, SILENT);
  });

  const whole = copyDatabase(begun, join(folder, "whole"));
  const { told, expected } = await withDatabaseIn(whole, async (store) => {
    await recover(store);
    const told = await performWork(store, subject.killed, SILENT);
    await performWork(store, subject.after, SILENT);
    return { told, expected: await dumpTables(store) };
  });
  removeDatabase(whole);
  return { folder, history, subject, begun, told, expected };
}

/** Prepares all of it: the list of steps too. */
export async function openLaboratory(
  folder: string,
  seed: number,
  command: CommandName = "ingest",
): Promise<Laboratory> {
  const undisturbedRuns = await runUndisturbed(folder, seed, command);
  const { begun, subject } = undisturbedRuns;
  const work = subject.killed;
  const recorded = copyDatabase(begun, join(folder, "recorded"));
  const undisturbed = succeeded(await runChild({ dataDir: recorded, work }));
  const recording = readRecording(undisturbed);

  // Half published: what recovering does can be recorded as well.
  const half = copyDatabase(begun, join(folder, "half"));
  const steps = stepsOfTables(recording.steps);
  const middle = steps[Math.floor(steps.length / 2)] as TimedStep;
  await runChild({
    ...{ dataDir: half, work },
    kill: { ...middle, when: "after", afterMs: 0 },
  });
  const recovered = succeeded(await runChild({ dataDir: half, work }));
  for (const database of [recorded, half]) removeDatabase(database);
  return { ...undisturbedRuns, recording, recovery: stepsOf(recovered) };
}

/** The steps that bring what a run has prepared to where it is read. */
export function stepsOfTables(steps: readonly TimedStep[]): TimedStep[] {
  const names = steps.map(({ step }) => step);
  const from = names.indexOf("ledger-publishing") + 1;
  return steps.slice(from, names.indexOf("ledger-done"));
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
): Promise<Told> {
  const text = await performWork(store, ingestWork(folder, file), SILENT);
  return JSON.parse(text) as Told;
}

/** What a run tells its user, as far as the tests look at it. */
export interface Told {
  readonly repeated: boolean;
  readonly accepted: number;
}

/** The same command for a process of its own. */
export function childOrder(
  folder: string,
  dataDir: string,
  file: string,
): ChildOrder {
  return { dataDir, work: ingestWork(folder, file) };
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
