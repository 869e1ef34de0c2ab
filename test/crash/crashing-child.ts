import { writeSync } from "node:fs";
import { recover } from "../../clickhouse/publish.ts";
import { runCommand } from "../../common/run-command.ts";
import { SILENT } from "../support/ingest-lines.ts";
import { openUnrecovered } from "../support/with-database.ts";
import type { ChildMessage, ChildOrder } from "./child-messages.ts";
import { fillDisk } from "./fill-disk.ts";
import { performWork } from "./perform-work.ts";
import { watchStore, type Watch } from "./watch-store.ts";

/**
 * A command in a process of its own, which says how far it has come
 * and kills itself where it is told to.
 */
async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? "") as ChildOrder;
  const opened = await openUnrecovered(order.dataDir, process.env);
  const store = watchStore(opened, watchSteps(order));
  try {
    await store.asWriter(() => recover(store));
    say({ kind: "opened" });
    const observer = {
      ...SILENT,
      step: (name: string) => {
        if (name === "publishing")
          say({ kind: "publishing", atMs: performance.now() });
      },
    };
    await performWork(store, order.work, observer, (text) =>
      say({ kind: "told", text }),
    );
  } finally {
    await store.close();
  }
}

function watchSteps({ kill, fill }: ChildOrder): Watch {
  const calls = new Map<string, number>();
  return async (step, run) => {
    const call = (calls.get(step) ?? 0) + 1;
    calls.set(step, call);
    const ends = kill?.step === step && kill.call === call;
    if (fill?.step === step) fillDisk(fill.file);
    if (ends && kill.when === "before") die();
    if (ends && kill.when === "within") dieAfter(kill.afterMs);
    const startedAt = performance.now();
    const result = await run();
    if (ends) die();
    const endMs = performance.now();
    say({ kind: "step", step, call, ms: endMs - startedAt, endMs });
    return result;
  };
}

/** Timers count whole milliseconds, and many steps take less than one. */
function dieAfter(ms: number): void {
  const end = performance.now() + ms;
  const look = () => {
    if (performance.now() >= end) die();
    setImmediate(look);
  };
  look();
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** At once: what was said stays said when the process dies. */
function say(message: ChildMessage): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

await runCommand(main);
