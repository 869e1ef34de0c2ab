import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { EventEmitter } from "node:events";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runTouchline } from "../../../cli/run-touchline.ts";
import type { CommandContext } from "../../../cli/framework/command.ts";
import { packageRoot } from "../../../common/package-root.ts";

/** How a command is started. */
export interface CommandOptions {
  /**
   * Environment variables in addition to this process's, without Touchline's
   * settings.
   */
  readonly env?: NodeJS.ProcessEnv;
  /** The content of standard input. */
  readonly input?: string | Buffer;
  /** A command that starts this one; see ordinaryUser. */
  readonly prefix?: readonly string[];
}

/** A run's progress, every few seconds, so only on a slow machine. */
const PROGRESS = /^.* lines\/s · .*\n/gm;

/** The end of a command. */
export interface CommandOutcome {
  /** undefined when a signal killed it. */
  readonly status: number | undefined;
  readonly stdout: string;
  /** Without lines of progress. */
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly process: ChildProcessWithoutNullStreams;
  readonly outcome: Promise<CommandOutcome>;
}

/** Starts touchline with these arguments as a process. */
export function startCommand(
  args: readonly string[],
  options?: CommandOptions,
): RunningCommand {
  return startScript("cli/touchline.cjs", args, options);
}

/** Starts a compiled script, named by its path in dist/, as a process. */
export function startScript(
  script: string,
  args: readonly string[],
  { env = {}, prefix = [] }: CommandOptions = {},
): RunningCommand {
  const [program = "", ...rest] = [
    ...prefix,
    process.execPath,
    `dist/${script}`,
    ...args,
  ];
  const unset = {
    CLICKHOUSE_DATABASE: "",
    CLICKHOUSE_URL: "",
    CLICKHOUSE_USER: "",
    CLICKHOUSE_PASSWORD: "",
    API_CLICKHOUSE_USER: "",
    API_CLICKHOUSE_PASSWORD: "",
    DATA_DIR: "",
    HOST: "",
    PORT: "",
    RETENTION_DAYS: "",
    SESSION_GAP: "",
    TIMEZONES: "",
  };
  const child = spawn(program, rest, {
    cwd: packageRoot,
    // A zone that is 12:45 h or 13:45 h ahead exposes local times.
    env: { ...process.env, ...unset, TZ: "Pacific/Chatham", ...env },
  });
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? undefined));
  });
  const outcome = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return {
    process: child,
    outcome: outcome.then(([status, stdout, stderr]) => {
      return { status, stdout, stderr: stderr.replace(PROGRESS, "") };
    }),
  };
}

/** The surroundings of a command in this process. */
export interface CommandHere {
  /** Emits signals to it. */
  readonly signals: EventEmitter;
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  readonly outcome: Promise<CommandOutcome>;
}

/** What a command in this process is lent. */
export type HereOptions = Omit<CommandOptions, "prefix"> & {
  /** The folder that relative names start from; the package's if left out. */
  readonly directory?: string;
};

/** Starts touchline with these arguments in this process. */
export function startHere(
  args: readonly string[],
  { env = {}, directory = packageRoot }: HereOptions = {},
): CommandHere {
  const signals = new EventEmitter();
  const [stdin, stdout, stderr] = [
    new PassThrough(),
    new PassThrough(),
    new PassThrough(),
  ];
  const context: CommandContext = {
    env,
    directory,
    stdin: () => stdin,
    stdout,
    stderr,
    signals,
    exitCode: 0,
  };
  const printed = Promise.all([text(stdout), text(stderr)]);
  const ended = runTouchline(args, context).finally(() => {
    stdout.end();
    stderr.end();
  });
  const outcome = ended.then(async () => {
    const [out, err] = await printed;
    const status = context.exitCode;
    return { status, stdout: out, stderr: err.replace(PROGRESS, "") };
  });
  return { signals, stdin, stdout, stderr, outcome };
}

/** Runs touchline with these arguments in this process, to its end. */
export async function runHere(
  args: readonly string[],
  options: HereOptions = {},
): Promise<CommandOutcome> {
  const { stdin, outcome } = startHere(args, options);
  Readable.from([Buffer.from(options.input ?? "")]).pipe(stdin);
  return outcome;
}

/** Runs touchline with these arguments as a process, to its end. */
export async function runCommand(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  const { process: child, outcome } = startCommand(args, options);
  // A command that fails early need not read its input.
  child.stdin.on("error", () => undefined).end(options.input);
  return outcome;
}

/** An expected failure: its status, and one line. */
export function failure(status: number, line: string): CommandOutcome {
  return { status, stdout: "", stderr: `touchline: ${line}\n` };
}
