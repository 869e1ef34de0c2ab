import {
  perform,
  processContext,
  type CommandContext,
} from "./framework/command.ts";
import { TouchlineError } from "../common/errors.ts";
import { findNearest } from "../common/find-nearest.ts";
import { readVersion } from "../common/package-root.ts";
import { runCommand } from "./framework/run-command.ts";
import { COMMANDS } from "./commands.ts";

const CALL = "npx touchline";

/** Runs the command that the arguments begin with; alone, lists all. */
export async function runTouchline(
  args: readonly string[],
  context: CommandContext = processContext(),
): Promise<void> {
  await runCommand(async () => {
    const [name = "--help", ...rest] = args;
    const load = COMMANDS.get(name);
    if (load) await perform(await load(), rest, context);
    else if (name === "help" && rest[0] !== undefined)
      context.stdout.write(`${await usageOf(rest[0])}\n`);
    else context.stdout.write(`${await answerWithoutCommand(name)}\n`);
  }, context);
}

/** What is printed where no command is named; throws bad_usage. */
async function answerWithoutCommand(word: string): Promise<string> {
  switch (word) {
    case "--version":
    case "-v":
      return readVersion();
    case "--help":
    case "-h":
    case "help":
      return listCommands();
    default:
      throw unknown(word);
  }
}

/** How the command is used that `help` is asked about; throws bad_usage. */
async function usageOf(word: string): Promise<string> {
  const load = COMMANDS.get(word);
  return load ? (await load()).usage : answerWithoutCommand(word);
}

async function listCommands(): Promise<string> {
  const width = Math.max(...[...COMMANDS.keys()].map(({ length }) => length));
  const lines = await Promise.all(
    [...COMMANDS].map(
      async ([name, load]) =>
        `  ${name.padEnd(width)}  ${(await load()).summary}`,
    ),
  );
  return `Usage: ${CALL} COMMAND [options]

Analytics for games: event files in, exact numbers per player and day out.

${lines.join("\n")}

  --version  print the version
  --help     print this; behind a command, its options and examples

Examples:
  ${CALL} demo
  ${CALL} ingest events.jsonl && ${CALL} serve`;
}

function unknown(word: string): TouchlineError {
  const option = word.startsWith("-");
  const known = option ? ["--help", "--version"] : [...COMMANDS.keys()];
  const meant = findNearest(word, known);
  const guess = meant === undefined ? "" : `; did you mean ${meant}?`;
  return new TouchlineError(
    "bad_usage",
    `unknown ${option ? "option" : "command"} ${word}${guess} (${CALL} --help lists the commands)`,
  );
}
