import type { Command } from "../common/command.ts";
import {
  formatReceipt,
  receiptToJson,
} from "../ingest/erase/format-receipt.ts";
import { ERASE_USAGE, parseEraseOptions } from "../ingest/erase/options.ts";
import { runWithProgress } from "./run-with-progress.ts";

/** A user's id, one erasure, its receipt. */
export const erase: Command = {
  usage: ERASE_USAGE,
  async run(args) {
    const { userId, json, waitSeconds } = parseEraseOptions(args);
    const request = { userId };
    await runWithProgress("erase", request, {
      title: `erase ${userId}`,
      waitSeconds,
      show(receipt) {
        const text = json
          ? `${receiptToJson(receipt)}\n`
          : formatReceipt(receipt);
        process.stdout.write(text);
      },
    });
  },
};
