import { messageOf, TouchlineError } from "./errors.ts";
import { paint } from "./paint.ts";

/**
 * Runs a command's main function. An expected failure is one line on
 * standard error and its exit status; anything else is a bug, shown whole.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  try {
    await main();
  } catch (error) {
    const known = error instanceof TouchlineError;
    const text = known ? messageOf(error) : describeBug(error);
    const name = paint(process.stderr, "red", "touchline:");
    process.stderr.write(`${name} ${text}\n`);
    process.exitCode = known ? error.exitCode : 1;
  }
}

/** Whoever read what is printed, such as head, has read enough. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function describeBug(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return `unexpected failure, please report it: ${stack ?? String(error)}`;
}
