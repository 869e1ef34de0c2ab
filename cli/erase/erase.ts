import type { Command } from "../framework/command.ts";
import { erase as eraseUser } from "../../upkeep/erase/erase.ts";
import { formatReceipt, receiptToJson } from "./format-receipt.ts";
import { ERASE, parseEraseOptions } from "./options.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

/** A user's id, one erasure, its receipt. */
export const erase: Command = {
  ...ERASE,
  async run(args, context) {
    const { userId, json, waitSeconds } = parseEraseOptions(args);
    await runWithProgress(context, {
      operation: "erase",
      title: `erase ${userId}`,
      waitSeconds,
      whenMissing: "fail",
      work: async ({ opened }, { observer, signal }) =>
        eraseUser(await opened, { userId }, observer, signal),
      show(receipt) {
        const text = json
          ? `${receiptToJson(receipt)}\n`
          : formatReceipt(receipt);
        context.stdout.write(text);
      },
    });
  },
};
