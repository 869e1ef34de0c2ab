import type { Command } from "../framework/command.ts";
import { parseArguments } from "../framework/parse-arguments.ts";
import { FOLDER_OPTIONS, readFolderOptions } from "./folder-options.ts";
import { describeManifest, manifestToJson } from "./format-manifest.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

const CALL = "npx touchline restore";

const USAGE = `Usage: ${CALL} [options] DIR

Restores the backup in the folder DIR into an empty database, all or nothing:
every file is checked first. Restoring the same backup again changes nothing.

  --wait SECONDS  how long to wait for another run to end (default: 0)
  --json          print one JSON object to standard output, and nothing else
  --help          print this

Examples:
  ${CALL} /backups/today
  DATA_DIR=./restored ${CALL} /backups/2024-10-09`;

const LINE = {
  call: CALL,
  summary: "restore a backup into an empty database",
  usage: USAGE,
  options: FOLDER_OPTIONS,
  positionals: true,
} as const;

/** Puts a backup into the database. */
export const restore: Command = {
  ...LINE,
  async run(args, context) {
    const parsed = parseArguments(LINE, args);
    const { folder, name, json, waitSeconds } = readFolderOptions(
      CALL,
      parsed,
      context.directory,
    );
    const startedAt = performance.now();
    await runWithProgress(context, {
      operation: "restore",
      title: `restore ${name}`,
      waitSeconds,
      whenMissing: "create",
      anySessionGap: true,
      async work({ opened }, { observer, signal }) {
        const upkeep = await import("../../upkeep/backup/restore.ts");
        return upkeep.restore(await opened, folder, observer, signal);
      },
      show({ manifest, repeated }) {
        const seconds = (performance.now() - startedAt) / 1000;
        const done = repeated
          ? "The database holds this backup already"
          : "Restored";
        const text = json
          ? manifestToJson(manifest, seconds)
          : `${done}: ${describeManifest(manifest)} (${seconds.toFixed(2)} s).`;
        context.stdout.write(`${text}\n`);
      },
    });
  },
};
