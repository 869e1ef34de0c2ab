import { styleText } from "node:util";
import { processContext, type CommandContext } from "./command.ts";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { flushOutput, watchOutput } from "../../common/watch-output.ts";

/**
 * Runs a command's main function. An expected failure is one line on
 * standard error and its exit status; anything else is a bug, shown whole.
 */
export async function runCommand(
  main: () => Promise<void>,
  context: CommandContext = processContext(),
): Promise<void> {
  const { stdout, stderr } = context;
  watchOutput(stdout);
  watchOutput(stderr);
  try {
    await main();
    await flushOutput(context);
  } catch (error) {
    const known = error instanceof TouchlineError;
    const text = known ? messageOf(error) : describeBug(error);
    const name = styleText("red", "touchline:", { stream: stderr });
    stderr.write(`${name} ${text}\n`);
    context.exitCode = known ? error.exitCode : 1;
  }
}

function describeBug(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return `unexpected failure, please report it: ${stack ?? String(error)}`;
}
