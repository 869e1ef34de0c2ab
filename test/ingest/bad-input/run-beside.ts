import { spawnSync } from "node:child_process";
import { constants, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  startCommand,
  type CommandOptions,
  type CommandOutcome,
  type RunningCommand,
} from "../../support/command.ts";
import { serving } from "../../support/front/serving.ts";
import type { Workspace } from "../../support/lend-workspace.ts";

/** Runs an ingest, and does something while it is under way. */
export function runBeside(
  { dataDir }: Workspace,
  args: readonly string[],
  work: (command: RunningCommand) => Promise<void>,
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  return serving(dataDir, async (environment) => {
    const command = startCommand(["ingest", "--workers", "1", ...args], {
      ...options,
      env: { DATA_DIR: dataDir, ...environment, ...options.env },
    });
    await work(command);
    return command.outcome;
  });
}

/** Makes a named pipe in the workspace; returns its path. */
export function makePipe({ folder }: Workspace, name: string): string {
  const path = `${folder}/${name}`;
  const { status } = spawnSync("mkfifo", ["-m", "666", path]);
  if (status !== 0) throw new Error("mkfifo failed");
  return path;
}

/** Opens a named pipe to write, once somebody reads it. */
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
