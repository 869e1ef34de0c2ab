import type { EventEmitter } from "node:events";
import type { Readable } from "node:stream";
import type { Output } from "../../common/watch-output.ts";
import type { CommandLine } from "./parse-arguments.ts";

/** What surrounds a command: that of its process, or what a test lends it. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  /** The folder that relative names start from. */
  readonly directory: string;
  /** Opens standard input, which a command that does not read it leaves alone. */
  readonly stdin: () => Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Emits SIGINT, SIGTERM and SIGHUP. */
  readonly signals: EventEmitter;
  /** The status that the command exits with. */
  exitCode: number;
}

/** The surroundings of this process. */
export function processContext(): CommandContext {
  return {
    env: process.env,
    directory: process.cwd(),
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    get exitCode() {
      return Number(process.exitCode ?? 0);
    },
    set exitCode(status) {
      process.exitCode = status;
    },
  };
}

/** A command, as its user sees it. */
export interface Command extends CommandLine {
  /** What it does, in a few words, for the list of commands. */
  readonly summary: string;
  /** What --help prints; it lists the options. */
  readonly usage: string;
  /** Does the work; throws a TouchlineError for a failure that is expected. */
  readonly run: (
    args: readonly string[],
    context: CommandContext,
  ) => Promise<void>;
}

/** Runs a command, or prints how it is used where its arguments ask for that. */
export async function perform(
  { usage, run }: Pick<Command, "usage" | "run">,
  args: readonly string[],
  context: CommandContext = processContext(),
): Promise<void> {
  if (asksForHelp(args)) context.stdout.write(`${usage}\n`);
  else await run(args, context);
}

/** Whether one of the options is --help; after -- there are none. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}
