import { messageOf, TouchlineError } from "./errors.ts";

const FULL = /ENOSPC|EDQUOT|NOT_ENOUGH_SPACE|no space left on device/i;
const NOT_WRITABLE =
  /EACCES|EPERM|EROFS|permission denied|access to file denied|read-only file system/i;

const NEXT_STEP = "and run the same command again: nothing is lost";

/** Runs work that writes into a folder; explains an error of its disk. */
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
 * Returns an error with the next step if a full disk, or one that can no longer
 * be written, is the cause of an error; otherwise the error as it is.
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
  if (!isExplained && matches(error, NOT_WRITABLE))
    return unavailable(
      error,
      `no permission to write to ${folder}`,
      "Make it and what is in it writable for this user",
    );
  return explained;
}

/** The same for full disks alone. */
export function explainFullDisk(error: unknown, folder: string): unknown {
  return matches(error, FULL)
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

/** Whether the message of an error, or of its causes, matches. */
function matches(error: unknown, pattern: RegExp): boolean {
  if (pattern.test(messageOf(error))) return true;
  const { cause } = error as { cause?: unknown };
  // An input that cannot be read has nothing to do with the disk.
  const ends = error instanceof TouchlineError && error.kind === "input_failed";
  return Boolean(cause) && !ends && matches(cause, pattern);
}

/** Makes the failure to read a file, known as `name`, into an input_failed. */
export function explainUnreadable(
  name: string,
  error: unknown,
): TouchlineError {
  return new TouchlineError("input_failed", describe(name, error), {
    cause: error,
  });
}

function describe(name: string, error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return `there is no ${name}: check the path`;
    case "EACCES":
      return `no permission to read the ${name}: give this user read access to it`;
    case "EISDIR":
      return `the ${name} is a directory: name a file`;
    default:
      return `cannot read the ${name}: ${messageOf(error)}`;
  }
}
