import { backUp } from "../../upkeep/backup/back-up.ts";
import type { Command } from "../framework/command.ts";
import { parseFolderOptions } from "./folder-options.ts";
import { describeManifest, manifestToJson } from "./format-manifest.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

const CALL = "npx touchline backup";

const USAGE = `Usage: ${CALL} [options] DIR

Writes all that the database holds into the folder DIR, which is made, or is
empty. A run under way has to end first. The API goes on answering.

  --wait SECONDS  wait so long for a run to end (default: 0)
  --accept-loss   although raw events are missing, as after a disk error
  --json          print one JSON object to standard output, nothing else
  --help          print this

Examples:
  ${CALL} /backups/today
  ${CALL} --wait 600 "/backups/$(date +%F)"`;

/** Copies the database into a folder. */
export const backup: Command = {
  usage: USAGE,
  async run(args, context) {
    const { folder, name, json, waitSeconds, acceptLoss } = parseFolderOptions(
      CALL,
      args,
      context.directory,
    );
    const startedAt = performance.now();
    await runWithProgress(context, {
      operation: "backup",
      title: `backup ${name}`,
      waitSeconds,
      whenMissing: "fail",
      // Tables are read one after another: no run may be published meanwhile.
      work: async ({ opened }, { observer, signal }) =>
        backUp(await opened, folder, observer, signal, { acceptLoss }),
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
