import { writeSync } from "node:fs";
import { resolve } from "node:path";
import { readNote } from "../../../clickhouse/engine/engine-note.ts";
import { beginChange } from "../../../runs/begin-change.ts";
import type { RunEvent } from "../../../runs/run-progress.ts";
import { readConfig, type Config } from "../../../common/settings/config.ts";
import { runCommand } from "../../../cli/framework/run-command.ts";
import { NOBODY } from "../../support/database/database-pool.ts";
import type { ChildMessage, ChildOrder } from "./child-messages.ts";
import { fillDisk } from "../laboratory/fill-disk.ts";
import { performWork } from "./perform-work.ts";
import { watchStore, type Watch } from "./watch-store.ts";

/**
 * A command in its own process, which reports its progress and kills
 * itself, its engine or both where it is asked to.
 */
async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? "") as ChildOrder;
  const config = readConfig(process.env);
  const { command } = order.work;
  const database = beginChange(
    config,
    { ...NOBODY, operation: command, title: command },
    command === "ingest" ? "create" : "fail",
  );
  const opened = database.opened.then((store) =>
    watchStore(store, watchSteps(order, config)),
  );
  opened.catch(() => undefined);
  const observer = (event: RunEvent) => {
    if (event.kind === "step" && event.name === "publishing")
      report({ kind: "publishing", atMs: performance.now() });
  };
  try {
    await performWork({ ...database, opened }, order.work, observer, (text) =>
      report({ kind: "reported", text }),
    );
  } finally {
    await database.end();
  }
}

function watchSteps({ kill, fill }: ChildOrder, config: Config): Watch {
  const calls = new Map<string, number>();
  return async (step, run) => {
    const call = (calls.get(step) ?? 0) + 1;
    calls.set(step, call);
    const ends = kill?.step === step && kill.call === call;
    const die = () => {
      if (kill) killVictim(kill, config);
    };
    if (fill?.step === step) fillDisk(fill.file);
    if (ends && kill.when === "before") die();
    if (ends && kill.when === "within") after(kill.afterMs, die);
    const startedAt = performance.now();
    const result = await run();
    if (ends && kill.when === "after") die();
    const endMs = performance.now();
    report({ kind: "step", step, call, ms: endMs - startedAt, endMs });
    return result;
  };
}

/** Timers count whole milliseconds, and many steps take less than one. */
function after(ms: number, work: () => void): void {
  const end = performance.now() + ms;
  const look = () => {
    if (performance.now() >= end) work();
    else setImmediate(look);
  };
  look();
}

function killVictim(
  { victim, engines }: NonNullable<ChildOrder["kill"]>,
  { DATA_DIR }: Config,
): void {
  report({ kind: "killing", victim });
  const ofDirectory = readNote(resolve(DATA_DIR))?.pid;
  if (victim !== "command")
    for (const engine of engines ?? [ofDirectory])
      if (engine !== undefined) process.kill(engine, "SIGKILL");
  if (victim === "command" || victim === "both")
    process.kill(process.pid, "SIGKILL");
}

/** At once: what was reported stays reported when the process dies. */
function report(message: ChildMessage): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

await runCommand(main);
