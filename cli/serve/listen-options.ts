import type { CommandContext } from "../framework/command.ts";
import { readConfig, type Config } from "../../common/settings/config.ts";
import {
  parseArguments,
  type CommandLine,
} from "../framework/parse-arguments.ts";

/** The options of a command that listens. */
export const LISTEN_OPTIONS = {
  host: { type: "string" },
  port: { type: "string" },
} as const;

/** What the usage of a command that listens has of its options. */
export const LISTEN_USAGE = `  --host HOST  the address it listens on (default: HOST, else 127.0.0.1;
               0.0.0.0: all)
  --port PORT  the port (default: PORT, else 5000; 0: any that is free)
  --help       print this`;

/**
 * Reads the arguments of a command that listens, and the settings, over which
 * they go. Throws bad_usage for what is wrong with either.
 */
export function readListenConfig(
  line: CommandLine<typeof LISTEN_OPTIONS>,
  args: readonly string[],
  { env }: Pick<CommandContext, "env">,
): Config {
  const { values } = parseArguments(line, args);
  const { host: HOST = env["HOST"], port: PORT = env["PORT"] } = values;
  return readConfig({ ...env, HOST, PORT });
}
