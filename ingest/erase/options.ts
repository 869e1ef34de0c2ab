import { parseArgs } from "node:util";
import { TouchlineError } from "../../common/errors.ts";
import { explainArguments } from "../../common/explain-arguments.ts";
import { explainWait, readWaitSeconds } from "../../common/wait-seconds.ts";

/** What the erase command was asked to do. */
export interface EraseOptions {
  readonly userId: string;
  readonly json: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
  readonly help: boolean;
}

export const ERASE_USAGE = `Usage: npm run erase -- [options] USER_ID

Removes a user from every table, from the disk too, and prints a receipt: rows
before and after by table. Matches keep counting for the other player. Exit
status 1 when nothing is stored of the user.

  --wait SECONDS  wait so long for a run to end (default: 0)
  --json          print one JSON object to standard output, nothing else
  --help          print this

Example:
  npm run erase -- 52d65a1b-8012-934e-001b-19e6ba3cdc0e`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseEraseOptions(args: readonly string[]): EraseOptions {
  const { values, positionals } = parse(args);
  const help = values.help ?? false;
  const [userId = "", ...others] = positionals;
  if (!help && (userId === "" || others.length > 0))
    throw usage("name one user, by the user_id");
  if (!help && !UUID.test(userId)) throw usage(`${userId} is no UUID`);
  const waitSeconds = readWaitSeconds(values.wait);
  if (waitSeconds === undefined) throw usage(explainWait(values.wait));
  return {
    userId: userId.toLowerCase(),
    json: values.json ?? false,
    waitSeconds,
    help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        wait: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usage(explainArguments(error));
  }
}

function usage(what: string): TouchlineError {
  return new TouchlineError(
    "bad_usage",
    `${what} (npm run erase -- --help lists the options)`,
  );
}
