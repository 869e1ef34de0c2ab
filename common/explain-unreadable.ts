import { messageOf, TouchlineError } from "./errors.ts";

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
