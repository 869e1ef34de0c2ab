import { fstatSync } from "node:fs";
import type { Command } from "../framework/command.ts";
import { readConfig, retentionDays } from "../../common/settings/config.ts";
import { TouchlineError } from "../../common/errors.ts";
import { forgetOld } from "../forget/forget-old.ts";
import { STANDARD_INPUT } from "../../ingest/input/input.ts";
import { INGEST, parseIngestOptions } from "./options.ts";
import { formatSummary, toJson } from "./report.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

/** Arguments, one run, its summary. */
export const ingest: Command = {
  ...INGEST,
  async run(args, context) {
    const options = parseIngestOptions(args, context.env);
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
      async work(database, { observer, signal }) {
        const { runIngest } = await import("../../ingest/run.ts");
        return runIngest(database, request, observer, signal, context.stdin);
      },
      show(summary) {
        const { stderr } = context;
        stderr.write(formatSummary(summary, { isTerminal: stderr.isTTY }));
        if (options.json) context.stdout.write(`${toJson(summary)}\n`);
      },
      async shown(store, summary, { signal, print }) {
        const { reportRun } = await import("../../runs/perform-run.ts");
        await reportRun(store, summary);
        if (days === undefined || summary.runId === null) return;
        const { runId: run } = summary;
        await forgetOld(store, { days, now: request.now, run }, signal, print);
      },
      // A run may be waiting for input that never comes.
      stop: () => {
        if (options.files.includes(STANDARD_INPUT)) context.stdin().destroy();
      },
    });
  },
};
