import { setTimeout as sleep } from "node:timers/promises";
import { createInterface } from "node:readline";
import { startScript } from "../../support/command/command.ts";
import type { ChildMessage, ChildOrder, Victim } from "./child-messages.ts";
import { listEngines } from "./list-engines.ts";

/** The end of a child process, and all its reports. */
export interface ChildEnd {
  /** Whether the victim was still running and was killed. */
  readonly killed: boolean;
  /** undefined where the process itself was killed. */
  readonly exitCode: number | undefined;
  readonly messages: readonly ChildMessage[];
  readonly errors: string;
  readonly lifeMs: number;
}

/** Kills from outside, this long after a child has reported this, or started. */
export interface OutsideKill {
  readonly since: "start" | "publishing";
  readonly afterMs: number;
}

/** Commands use a database with these settings. */
export type Settings = Readonly<Record<string, string>>;

/** Runs a command in a child process until its end. */
export async function runChild(
  settings: Settings,
  order: ChildOrder,
  kill?: OutsideKill & {
    readonly victim: Victim;
    readonly engines?: readonly number[];
  },
): Promise<ChildEnd> {
  const startedAt = performance.now();
  const { process: child, outcome } = startScript(
    "test/crash/child/crashing-child.js",
    [JSON.stringify(order)],
    { env: settings },
  );
  let hasEnded = false;
  const ended = outcome.finally(() => (hasEnded = true));
  let killed = false;
  const strike = async () => {
    if (kill?.engines && kill.victim !== "command") {
      killed = !hasEnded;
      for (const engine of kill.engines) process.kill(engine, "SIGKILL");
      if (kill.victim === "both") child.kill("SIGKILL");
      return;
    }
    if (kill?.victim === "engine") {
      killed = await killEngines(settings, () => hasEnded);
      return;
    }
    killed = child.kill("SIGKILL");
    // It cannot start another: the present engines are all.
    if (kill?.victim === "both") await killEngines(settings, () => true);
  };
  let striking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const strikeLater = (since: OutsideKill["since"]) => {
    if (kill?.since !== since) return;
    timer = setTimeout(() => {
      striking = strike();
    }, kill.afterMs);
  };
  const messages: ChildMessage[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as ChildMessage;
    messages.push(message);
    if (message.kind === "publishing") strikeLater("publishing");
  });
  strikeLater("start");
  const { status, stderr } = await ended;
  clearTimeout(timer);
  await striking;
  return {
    killed: killed || messages.some(({ kind }) => kind === "killing"),
    exitCode: status,
    messages,
    errors: stderr,
    lifeMs: performance.now() - startedAt,
  };
}

const LOOK_AGAIN_MILLISECONDS = 2;

/** Kills the engine on a data directory, once there is one. */
async function killEngines(
  { DATA_DIR = "" }: Settings,
  isLate: () => boolean,
): Promise<boolean> {
  for (;;) {
    const engines = listEngines(DATA_DIR);
    for (const pid of engines) process.kill(pid, "SIGKILL");
    if (engines.length > 0 || isLate()) return engines.length > 0;
    await sleep(LOOK_AGAIN_MILLISECONDS);
  }
}
