import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { stopEngine } from "../../../clickhouse/place.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { takeDatabase } from "../../support/database/database-pool.ts";
import { SILENT } from "../../support/command/ingest-lines.ts";
import { asServer, settingsFor } from "../../support/test-engine.ts";
import type { ChildOrder, TimedStep, Victim } from "../child/child-messages.ts";
import { dumpTables, type TableDump } from "./dump-tables.ts";
import { writeHistory, type History } from "./history.ts";
import { performWork } from "../child/perform-work.ts";
import { runChild, type ChildEnd } from "../child/run-child.ts";
import {
  cloneDatabase,
  copyDirectory,
  copyTables,
  withSite,
  withTestStore,
  type Site,
} from "./site.ts";
import {
  createSubject,
  ingestWork,
  type CommandName,
  type Subject,
} from "./subjects.ts";

/** The results of undisturbed runs. */
export interface Undisturbed {
  readonly folder: string;
  readonly history: History;
  readonly subject: Subject;
  /** A database of the test engine in which the preparation was done. */
  readonly begun: string;
  /** One in which all three were done. */
  readonly whole: string;
  /** The report of the undisturbed command. */
  readonly report: string;
  /** All tables after the command. */
  readonly repeated: TableDump;
  /** All tables after all three. */
  readonly expected: TableDump;
  /** The command in a process of its own. */
  readonly recording: Recording;
}

export interface Recording {
  /** In the order in which they ended. */
  readonly steps: readonly TimedStep[];
  /** From the start of the process to its end. */
  readonly lifeMs: number;
  /** From when the run began to publish. */
  readonly publishingMs: number;
}

/** The same, with what must be known before a kill. */
export interface Laboratory extends Undisturbed {
  /** The steps of the command where its run had been left half published. */
  readonly recovery: () => Promise<readonly TimedStep[]>;
  /** The engines to kill; undefined for none. */
  readonly directory: BegunDirectory | undefined;
}

/** A data directory in which the preparation was done, without an engine. */
export interface BegunDirectory {
  readonly home: string;
  /** The duration of a command that first starts an engine. */
  readonly lifeMs: number;
}

/** Prepares the files and the undisturbed results. */
export async function runUndisturbed(
  folder: string,
  seed: number,
  command: CommandName = "ingest",
): Promise<Undisturbed> {
  const history = writeHistory(folder, seed);
  const subject = createSubject(command, folder, history);
  const begun = await takeDatabase();
  await withTestStore(begun, (store) =>
    performWork(store, subject.before, SILENT),
  );
  const whole = await takeDatabase();
  return withTestStore(whole, async (store) => {
    await copyTables(store, begun);
    const child = succeeded(
      await runChild(await settingsFor(whole), { work: subject.killed }),
    );
    const repeated = await dumpTables(store);
    await performWork(store, subject.after, SILENT);
    return {
      ...{ folder, history, subject, begun, whole, repeated },
      report: readReport(child),
      expected: await dumpTables(store),
      recording: readRecording(child),
    };
  });
}

/** Prepares all of it for these victims. */
export async function openLaboratory(
  folder: string,
  seed: number,
  command: CommandName,
  victims: readonly Victim[],
): Promise<Laboratory> {
  const undisturbed = await runUndisturbed(folder, seed, command);
  // Servers that share a database are started again by the laboratory.
  const kills = !asServer && victims.some((victim) => victim !== "command");
  const directory = kills
    ? await beginDirectory(join(folder, "begun"), undisturbed.subject)
    : undefined;
  let recovery: Promise<TimedStep[]> | undefined;
  return {
    ...undisturbed,
    recovery: () => (recovery ??= recordRecovery(undisturbed)),
    directory,
  };
}

/** Leaves a run half published; gives the steps of the command thereafter. */
async function recordRecovery({
  begun,
  subject,
  recording,
}: Undisturbed): Promise<TimedStep[]> {
  const work = subject.killed;
  const steps = stepsOfTables(recording.steps);
  const middle = steps[Math.floor(steps.length / 2)] as TimedStep;
  const kill = { ...middle, when: "after", afterMs: 0 } as const;
  const victim = "command";
  return withSite(await cloneDatabase(begun), async (settings) => {
    await runChild(settings, { work, kill: { ...kill, victim } });
    return stepsOf(succeeded(await runChild(settings, { work })));
  });
}

async function beginDirectory(
  home: string,
  { before }: Subject,
): Promise<BegunDirectory> {
  const settings = { DATA_DIR: home };
  const { lifeMs } = succeeded(await runChild(settings, { work: before }));
  await stopEngine(readConfig(settings));
  return { home, lifeMs };
}

/** A copy of the prepared site, on which this can be killed. */
export async function openSite(
  { begun, directory, folder }: Laboratory,
  victim: Victim,
): Promise<Site> {
  if (victim === "command" || asServer) return cloneDatabase(begun);
  if (!directory) throw new Error("no engine is to be killed here");
  return copyDirectory(directory.home, mkdtempSync(join(folder, "crashed-")));
}

/** The steps that bring what a run has prepared to where it is read. */
export function stepsOfTables(steps: readonly TimedStep[]): TimedStep[] {
  const names = steps.map(({ step }) => step);
  const from = names.indexOf("ledger-publishing") + 1;
  return steps.slice(from, names.indexOf("ledger-done"));
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

/** The report of a run, as far as the tests compare it. */
export interface Told {
  readonly repeated: boolean;
  readonly accepted: number;
}

/** The same command for a process of its own. */
export function childOrder(folder: string, file: string): ChildOrder {
  return { work: ingestWork(folder, file) };
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

/** The report of a command. */
export function readReport({ messages }: ChildEnd): string {
  const report = messages.find(({ kind }) => kind === "reported");
  return report?.kind === "reported" ? report.text : "";
}

function stepsOf({ messages }: ChildEnd): TimedStep[] {
  return messages.filter((message) => message.kind === "step");
}
