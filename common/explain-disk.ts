import { messageOf, TouchlineError } from "./errors.ts";

const FULL = /ENOSPC|EDQUOT|NOT_ENOUGH_SPACE|no space left on device/i;
const NOT_WRITABLE =
  /EACCES|EPERM|EROFS|permission denied|read-only file system/i;

/**
 * Says what to do where a full disk, or one that may not be written any more,
 * is what has made something fail; gives any other error back as it is.
 * @param folder what lies on that disk.
 */
export function explainDisk(error: unknown, folder: string): unknown {
  const texts = messagesOf(error);
  const explain = (what: string, remedy: string) =>
    new TouchlineError(
      "database_unavailable",
      `${what} (${messageOf(error)}). ${remedy} and run the same command again: nothing is lost`,
      { cause: error },
    );
  if (texts.some((text) => FULL.test(text)))
    return explain(`the disk of ${folder} is full`, "Make room on it");
  const isExplained =
    error instanceof TouchlineError && error.kind === "database_unavailable";
  if (!isExplained && texts.some((text) => NOT_WRITABLE.test(text)))
    return explain(
      `no permission to write to ${folder}`,
      "Make it and what is in it writable for this user",
    );
  return error;
}

/** The messages of an error and of what caused it. */
function messagesOf(error: unknown): string[] {
  const { cause } = error as { cause?: unknown };
  // That an input cannot be read says nothing of the disk.
  const ends = error instanceof TouchlineError && error.kind === "input_failed";
  return [messageOf(error), ...(cause && !ends ? messagesOf(cause) : [])];
}
