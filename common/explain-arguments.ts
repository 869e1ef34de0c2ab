import { messageOf } from "./errors.ts";

/** What node:util's parseArgs has against a command line, in one line. */
export function explainArguments(error: unknown): string {
  return messageOf(error)
    .replace(/\. To specify a positional argument.*$/, "")
    .replace(/\.$/, "");
}
