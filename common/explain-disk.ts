import { messageOf, TouchlineError } from "./errors.ts";

const FULL = /ENOSPC|EDQUOT|NOT_ENOUGH_SPACE|no space left on device/i;
const NOT_WRITABLE =
  /EACCES|EPERM|EROFS|permission denied|access to file denied|read-only file system/i;

const NEXT_STEP = "and run the same command again: nothing is lost";

/** Does what writes into a folder; an error of its disk says what to do. */
export async function explainingDisk<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainDisk(error, folder);
  }
}

/**
 * Says what to do where a full disk, or one that may not be written any more,
 * is what has made something fail; gives any other error back as it is.
 * @param folder what lies on that disk.
 */
export function explainDisk(error: unknown, folder: string): unknown {
  // Work within this one may have explained it.
  if (error instanceof TouchlineError && error.message.endsWith(NEXT_STEP))
    return error;
  const explained = explainFullDisk(error, folder);
  const isExplained =
    explained instanceof TouchlineError &&
    explained.kind === "database_unavailable";
  if (!isExplained && says(error, NOT_WRITABLE))
    return unavailable(
      error,
      `no permission to write to ${folder}`,
      "Make it and what is in it writable for this user",
    );
  return explained;
}

/** Does so where the disk is full, for whom permissions are another matter. */
export function explainFullDisk(error: unknown, folder: string): unknown {
  return says(error, FULL)
    ? unavailable(error, `the disk of ${folder} is full`, "Make room on it")
    : error;
}

function unavailable(
  error: unknown,
  what: string,
  remedy: string,
): TouchlineError {
  return new TouchlineError(
    "database_unavailable",
    `${what} (${messageOf(error)}). ${remedy} ${NEXT_STEP}`,
    { cause: error },
  );
}

/** Whether the message of an error, or of what caused it, is such a one. */
function says(error: unknown, pattern: RegExp): boolean {
  if (pattern.test(messageOf(error))) return true;
  const { cause } = error as { cause?: unknown };
  // That an input cannot be read says nothing of the disk.
  const ends = error instanceof TouchlineError && error.kind === "input_failed";
  return Boolean(cause) && !ends && says(cause, pattern);
}
