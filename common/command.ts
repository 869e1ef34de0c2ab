/** A command, as its user sees it. */
export interface Command {
  /** What --help prints. */
  readonly usage: string;
  /** Does the work; throws a TouchlineError for a failure that is expected. */
  readonly run: (args: readonly string[]) => Promise<void>;
}

/** Does what the arguments ask of a command: to say how it is used, or its work. */
export async function perform(
  { usage, run }: Command,
  args: readonly string[],
): Promise<void> {
  if (asksForHelp(args)) process.stdout.write(`${usage}\n`);
  else await run(args);
}

/** Whether one of the options is --help; after -- there are none. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}
