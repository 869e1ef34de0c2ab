import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { UserReport } from "./engine-user.ts";

/** A process that uses an engine until it is stopped or killed. */
export interface EngineUser {
  readonly process: ChildProcess;
  readonly report: UserReport;
  /** Ends it; resolves when it has ended. */
  end(): Promise<void>;
  /** Sends a signal to its process group; resolves when it has ended. */
  signal(name: NodeJS.Signals): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, "engine-user.js");

/** Starts a process that uses the engine of a data directory. */
export async function startUser(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  prefix: readonly string[] = [],
): Promise<EngineUser> {
  const [program = "", ...args] = [...prefix, process.execPath, PROGRAM];
  const child = spawn(program, args, {
    // Its own process group, as a shell gives to a command.
    detached: true,
    env: { ...process.env, ...env, DATA_DIR: dataDir },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  child.stdin.on("error", () => undefined);
  const report = JSON.parse(await firstLine(child.stdout)) as UserReport;
  return {
    process: child,
    report,
    async end() {
      child.stdin.end();
      await ended;
    },
    async signal(name) {
      process.kill(-(child.pid ?? 0), name);
      await ended;
    },
  };
}

async function firstLine(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text;
}

/** The engine's process id, where the user has one. */
export function engineOf({ report }: EngineUser): number {
  if ("failure" in report) throw new Error(report.failure);
  return report.pid;
}
