import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import {
  formatReceipt,
  receiptToJson,
} from "../ingest/erase/format-receipt.ts";
import { ERASE_USAGE, parseEraseOptions } from "../ingest/erase/options.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import { runOperation } from "../owner/run-operation.ts";

/** The erase command: a user's id, one erasure, its receipt. */
await runCommand(async () => {
  const options = parseEraseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${ERASE_USAGE}\n`);
    return;
  }
  const { userId, json, waitSeconds } = options;
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const progress = new ProgressDisplay(process.stderr);
  try {
    await runOperation(
      readConfig(),
      "erase",
      { userId },
      {
        title: `erase ${userId}`,
        observer: progress,
        signal: cancel.signal,
        waitSeconds,
        show(receipt) {
          progress.end();
          if (json) process.stdout.write(`${receiptToJson(receipt)}\n`);
          else process.stdout.write(formatReceipt(receipt));
        },
      },
    );
  } finally {
    progress.end();
  }
});
