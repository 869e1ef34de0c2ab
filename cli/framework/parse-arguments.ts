import { parseArgs, type ParseArgsConfig } from "node:util";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { findNearest } from "../../common/find-nearest.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

interface Parsing<O extends Options> {
  readonly args: string[];
  readonly options: O;
  readonly allowPositionals: true;
}

type Parsed<O extends Options> = ReturnType<typeof parseArgs<Parsing<O>>>;

/** Makes the error for what is wrong with a command line. */
export type Complaint = (what: string) => TouchlineError;

/** How a command is called, as its user would write it. */
export interface CommandLine<O extends Options = Options> {
  /** What stands before the arguments, such as "npx touchline runs". */
  readonly call: string;
  readonly options: O;
  /** Whether it takes arguments besides options. */
  readonly positionals?: boolean;
}

/** Complaints about the command that is called so; each names its --help. */
export function complainOf(call: string): Complaint {
  return (what) =>
    new TouchlineError(
      "bad_usage",
      `${what} (${call} --help lists the options)`,
    );
}

/**
 * Reads the arguments of a command; throws bad_usage for an option that it
 * does not have, with the one that was meant, and for a missing value.
 */
export function parseArguments<const O extends Options>(
  { call, options, positionals = false }: CommandLine<O>,
  args: readonly string[],
): Parsed<O> {
  try {
    return parseArgs<Parsing<O>>({
      args: attachNumbers(args, options),
      options,
      // The type is the same for commands without positionals, which get none.
      allowPositionals: positionals as true,
    });
  } catch (error) {
    throw complainOf(call)(explain(error, Object.keys(options)));
  }
}

/**
 * Attaches a negative number to the option before it: parseArgs would take it
 * for an option, and the user would not read what numbers are expected.
 */
function attachNumbers(args: readonly string[], options: Options): string[] {
  const end = args.indexOf("--");
  const attached: string[] = [];
  for (const [at, arg] of args.entries()) {
    const before = args[at - 1] ?? "";
    const isValue =
      /^-\d/.test(arg) &&
      (end < 0 || at < end) &&
      before.startsWith("--") &&
      options[before.slice(2)]?.type === "string";
    if (isValue) attached.push(`${attached.pop()}=${arg}`);
    else attached.push(arg);
  }
  return attached;
}

/** Why parseArgs rejects a command line, in one line. */
function explain(error: unknown, known: readonly string[]): string {
  const text = messageOf(error);
  const unknown = /^Unknown option '(-[^']*)'/.exec(text)?.[1];
  const withoutValue =
    /^Option '(?:-\w, )?(--[\w-]+).*' argument (missing|is ambiguous)/.exec(
      text,
    )?.[1];
  if (withoutValue !== undefined) return `${withoutValue} needs a value`;
  if (unknown === undefined) return text.replace(/\.( .*)?$/, "");
  const options = [...known, "help"].map((name) => `--${name}`);
  const meant = findNearest(unknown, options);
  return `unknown option ${unknown}${meant ? `; did you mean ${meant}?` : ""}`;
}
