import { setImmediate } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import { messageOf, TouchlineError } from "./errors.ts";

/** Where a command prints: a terminal, or anything else. */
export type Output = NodeJS.WritableStream &
  Partial<
    Pick<WriteStream, "isTTY" | "columns" | "hasColors" | "writableEnded">
  >;

/** The first failure of each output that could not take what was printed. */
const failures = new WeakMap<Output, Error>();

/**
 * Notes the failures of an output, which would end the process otherwise.
 * An output whose reader has gone, such as head, is no failure.
 */
export function watchOutput(output: Output): void {
  output.on("error", (error: Error) => {
    if (!isClosedPipe(error) && !failures.has(output))
      failures.set(output, error);
  });
}

/**
 * Settles when all that a command has printed is written.
 * Throws output_failed where some of it could not be, as on a full disk.
 */
export async function flushOutput({
  stdout,
  stderr,
}: {
  readonly stdout: Output;
  readonly stderr: Output;
}): Promise<void> {
  await Promise.all([stdout, stderr].map(flush));
  // A stream emits its failure after it has called back.
  await setImmediate();
  for (const [name, output] of Object.entries({ stdout, stderr })) {
    const error = failures.get(output);
    if (error) throw outputFailed(name, error);
  }
}

/** What to throw when an output cannot take what is printed. */
export function outputFailed(name: string, cause: unknown): TouchlineError {
  return new TouchlineError(
    "output_failed",
    `cannot write to ${name} (${messageOf(cause)}): write it where there is room, and run the command again`,
    { cause },
  );
}

/** Whether a failure is that the reader has gone. */
export const isClosedPipe = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === "EPIPE";

function flush(output: Output): Promise<void> {
  return new Promise((resolve) => {
    if (output.writableEnded) resolve();
    else output.write("", () => resolve());
  });
}
