import { spawnSync } from "node:child_process";
import { constants, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  startCommand,
  startHere,
  type CommandHere,
  type CommandOptions,
  type CommandOutcome,
} from "../../support/command/command.ts";
import type { Workspace } from "../../support/command/lend-workspace.ts";

const INGEST = ["ingest", "--workers", "1"];

/** Runs an ingest, and does something while it is running. */
export async function runBeside(
  workspace: Workspace,
  args: readonly string[],
  work: (command: CommandHere) => Promise<void>,
): Promise<CommandOutcome> {
  const env = await workspace.settings();
  const command = startHere([...INGEST, ...args], { env });
  await work(command);
  return command.outcome;
}

/** Does so with its own process, such as another user's. */
export async function runProcessBeside(
  args: readonly string[],
  work: () => Promise<void>,
  options: CommandOptions,
): Promise<CommandOutcome> {
  const command = startCommand([...INGEST, ...args], options);
  await work();
  return command.outcome;
}

/** Makes a named pipe in the workspace; returns its path. */
export function makePipe({ folder }: Workspace, name: string): string {
  const path = `${folder}/${name}`;
  const { status } = spawnSync("mkfifo", ["-m", "666", path]);
  if (status !== 0) throw new Error("mkfifo failed");
  return path;
}

/** Opens a named pipe for writing, once it has a reader. */
export async function openToWrite(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
    }
    await sleep(20);
  }
}
