import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serving } from "../support/front/serving.ts";
import type { ChildMessage, ChildOrder } from "./child-messages.ts";

/** How a child process has ended, and all that it said until then. */
export interface ChildEnd {
  readonly killed: boolean;
  readonly exitCode: number | null;
  readonly messages: readonly ChildMessage[];
  readonly errors: string;
  readonly lifeMs: number;
}

/** Kills a child from outside, so long after it has said this, or started. */
export interface OutsideKill {
  readonly since: "start" | "publishing";
  readonly afterMs: number;
}

/** Runs the ingest command in a child process until its end. */
export function runChild(
  order: ChildOrder,
  kill?: OutsideKill,
): Promise<ChildEnd> {
  return serving(order.dataDir, (environment) =>
    runIn(environment, order, kill),
  );
}

async function runIn(
  environment: Record<string, string>,
  order: ChildOrder,
  kill?: OutsideKill,
): Promise<ChildEnd> {
  const startedAt = performance.now();
  const program = join(import.meta.dirname, "crashing-child.js");
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    env: { ...process.env, ...environment, UV_THREADPOOL_SIZE: "16" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  let timer: NodeJS.Timeout | undefined;
  const killLater = (since: OutsideKill["since"]) => {
    if (kill?.since === since)
      timer = setTimeout(() => child.kill("SIGKILL"), kill.afterMs);
  };
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  const messages: ChildMessage[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as ChildMessage;
    messages.push(message);
    if (message.kind === "publishing") killLater("publishing");
  });
  killLater("start");
  const [exitCode, signal] = await ended;
  clearTimeout(timer);
  return {
    killed: signal === "SIGKILL",
    exitCode,
    messages,
    errors,
    lifeMs: performance.now() - startedAt,
  };
}
