import { fstatSync } from "node:fs";
import type { Command } from "../framework/command.ts";
import { readConfig, retentionDays } from "../../common/config.ts";
import { TouchlineError } from "../../common/errors.ts";
import { forgetOld } from "../forget/forget-old.ts";
import { STANDARD_INPUT } from "../../ingest/input/input.ts";
import { INGEST_USAGE, parseIngestOptions } from "./options.ts";
import { formatSummary, toJson } from "./report.ts";
import { runIngest } from "../../ingest/run.ts";
import { reportRun } from "../../runs/perform-run.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

/** Arguments, one run, its summary. */
export const ingest: Command = {
  usage: INGEST_USAGE,
  async run(args, context) {
    const options = parseIngestOptions(args);
    // Node reads a directory there as if it were empty.
    if (options.files.includes(STANDARD_INPUT) && fstatSync(0).isDirectory())
      throw new TouchlineError(
        "input_failed",
        "standard input is a directory: name the files in it",
      );
    const days = retentionDays(readConfig(context.env));
    const request = {
      ...options,
      directory: context.directory,
      now: Date.now(),
    };
    await runWithProgress(context, {
      operation: "ingest",
      title: `ingest ${options.files.join(" ")}`,
      waitSeconds: options.waitSeconds,
      whenMissing: "create",
      work: (database, { observer, signal }) =>
        runIngest(database, request, observer, signal, context.stdin),
      show(summary) {
        context.stderr.write(formatSummary(summary));
        if (options.json) context.stdout.write(`${toJson(summary)}\n`);
      },
      async shown(store, summary, { signal, say }) {
        await reportRun(store, summary);
        if (days === undefined || summary.runId === null) return;
        const { runId: run } = summary;
        await forgetOld(store, { days, now: request.now, run }, signal, say);
      },
      // A run may be waiting for input that nobody types.
      stop: () => {
        if (options.files.includes(STANDARD_INPUT)) context.stdin().destroy();
      },
    });
  },
};
