import { messageOf, TouchlineError } from "./errors.ts";

const FULL = /ENOSPC|EDQUOT|NOT_ENOUGH_SPACE|no space left on device/i;

/**
 * Says what to do where a full disk is what has made something fail; gives
 * any other error back as it is.
 * @param folder what lies on that disk.
 */
export function explainFullDisk(error: unknown, folder: string): unknown {
  if (!messagesOf(error).some((text) => FULL.test(text))) return error;
  return new TouchlineError(
    "database_unavailable",
    `the disk of ${folder} is full (${messageOf(error)}). Make room on it and run the same command again: nothing is lost`,
    { cause: error },
  );
}

/** The messages of an error and of what caused it. */
function messagesOf(error: unknown): string[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return [messageOf(error), ...(cause ? messagesOf(cause) : [])];
}
