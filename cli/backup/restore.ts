import { restore as restoreInto } from "../../upkeep/backup/restore.ts";
import type { Command } from "../framework/command.ts";
import { complainOf } from "../framework/parse-arguments.ts";
import { parseFolderOptions } from "./folder-options.ts";
import { describeManifest, manifestToJson } from "./format-manifest.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

const CALL = "npx touchline restore";

const USAGE = `Usage: ${CALL} [options] DIR

Puts the backup in the folder DIR into an empty database, all or nothing: every
file is checked first. The same backup again changes nothing.

  --wait SECONDS  wait so long for a run to end (default: 0)
  --json          print one JSON object to standard output, nothing else
  --help          print this

Examples:
  ${CALL} /backups/today
  DATA_DIR=./restored ${CALL} /backups/2024-10-09`;

/** Puts a backup into the database. */
export const restore: Command = {
  usage: USAGE,
  async run(args, context) {
    const { folder, name, json, waitSeconds, acceptLoss } = parseFolderOptions(
      CALL,
      args,
      context.directory,
    );
    if (acceptLoss)
      throw complainOf(CALL)("--accept-loss is an option of backup");
    const startedAt = performance.now();
    await runWithProgress(context, {
      operation: "restore",
      title: `restore ${name}`,
      waitSeconds,
      whenMissing: "create",
      work: async ({ opened }, { observer, signal }) =>
        restoreInto(await opened, folder, observer, signal),
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
