import type { Command } from "../framework/command.ts";
import { parseArguments } from "../framework/parse-arguments.ts";
import { FOLDER_OPTIONS, readFolderOptions } from "./folder-options.ts";
import { describeManifest, manifestToJson } from "./format-manifest.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

const CALL = "npx touchline backup";

const USAGE = `Usage: ${CALL} [options] DIR

Writes the whole database into the folder DIR, which must be empty or not exist.
A run has to end first (--wait). The API keeps answering.

  --wait SECONDS  how long to wait for another run to end (default: 0)
  --accept-loss   back up even if raw events are missing, as after a disk error
  --json          print one JSON object to standard output, and nothing else
  --help          print this

Examples:
  ${CALL} /backups/today
  ${CALL} --wait 600 "/backups/$(date +%F)"`;

const LINE = {
  call: CALL,
  summary: "write the whole database into a folder",
  usage: USAGE,
  options: { ...FOLDER_OPTIONS, "accept-loss": { type: "boolean" } },
  positionals: true,
} as const;

/** Copies the database into a folder. */
export const backup: Command = {
  ...LINE,
  async run(args, context) {
    const parsed = parseArguments(LINE, args);
    const { folder, name, json, waitSeconds } = readFolderOptions(
      CALL,
      parsed,
      context.directory,
    );
    const { "accept-loss": acceptLoss = false } = parsed.values;
    const startedAt = performance.now();
    await runWithProgress(context, {
      operation: "backup",
      title: `backup ${name}`,
      waitSeconds,
      whenMissing: "fail",
      // Tables are read one after another: no run may be published meanwhile.
      async work({ opened }, { observer, signal }) {
        // Loading it takes 0.3 s, which --help need not wait for.
        const { backUp } = await import("../../upkeep/backup/back-up.ts");
        return backUp(await opened, folder, observer, signal, { acceptLoss });
      },
      show(manifest) {
        const seconds = (performance.now() - startedAt) / 1000;
        const text = json
          ? manifestToJson(manifest, seconds)
          : `${name} holds ${describeManifest(manifest)} (${seconds.toFixed(2)} s).`;
        context.stdout.write(`${text}\n`);
      },
    });
  },
};
