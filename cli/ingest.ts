import { fstatSync } from "node:fs";
import type { Command } from "../common/command.ts";
import { readConfig, retentionDays } from "../common/config.ts";
import { TouchlineError } from "../common/errors.ts";
import { STANDARD_INPUT } from "../ingest/input.ts";
import { INGEST_USAGE, parseIngestOptions } from "../ingest/options.ts";
import { formatSummary, toJson } from "../ingest/report.ts";
import { runWithProgress } from "./run-with-progress.ts";

/** Arguments, one run, its summary. */
export const ingest: Command = {
  usage: INGEST_USAGE,
  async run(args) {
    const options = parseIngestOptions(args);
    // Node reads a directory there as if it were empty.
    if (options.files.includes(STANDARD_INPUT) && fstatSync(0).isDirectory())
      throw new TouchlineError(
        "input_failed",
        "standard input is a directory: name the files in it",
      );
    const days = retentionDays(readConfig());
    const request = {
      ...options,
      ...(days !== undefined && { retentionDays: days }),
      directory: process.cwd(),
      now: Date.now(),
    };
    await runWithProgress("ingest", request, {
      title: `ingest ${options.files.join(" ")}`,
      waitSeconds: options.waitSeconds,
      show(summary) {
        process.stderr.write(formatSummary(summary));
        if (options.json) process.stdout.write(`${toJson(summary)}\n`);
      },
      // A run may be waiting for input that nobody types.
      stop: () => process.stdin.destroy(),
    });
  },
};
