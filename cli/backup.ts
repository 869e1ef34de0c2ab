import type { Command } from "../common/command.ts";
import { parseFolderOptions } from "./folder-options.ts";
import { describeManifest, manifestToJson } from "./format-manifest.ts";
import { runWithProgress } from "./run-with-progress.ts";

const CALL = "npx touchline backup";

const USAGE = `Usage: ${CALL} [options] DIR

Writes all that the database holds into the folder DIR, which is made, or is
empty. A run under way has to end first. The API goes on answering.

  --wait SECONDS  wait so long for a run to end (default: 0)
  --json          print one JSON object to standard output, nothing else
  --help          print this

Examples:
  ${CALL} /backups/today
  ${CALL} --wait 600 "/backups/$(date +%F)"`;

/** Copies the database into a folder. */
export const backup: Command = {
  usage: USAGE,
  async run(args) {
    const { folder, name, json, waitSeconds } = parseFolderOptions(CALL, args);
    const startedAt = performance.now();
    await runWithProgress(
      "backup",
      { folder },
      {
        title: `backup ${name}`,
        waitSeconds,
        show(manifest) {
          const seconds = (performance.now() - startedAt) / 1000;
          const text = json
            ? manifestToJson(manifest, seconds)
            : `${name} holds ${describeManifest(manifest)} (${seconds.toFixed(2)} s).`;
          process.stdout.write(`${text}\n`);
        },
      },
    );
  },
};
