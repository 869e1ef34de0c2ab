import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/wait-seconds.ts";

/** What the erase command was asked to do. */
export interface EraseOptions {
  readonly userId: string;
  readonly json: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
}

const CALL = "npx touchline erase";

export const ERASE_USAGE = `Usage: ${CALL} [options] USER_ID

Removes a user from every table, from the disk too, and prints a receipt: rows
before and after by table, and runs whose files have names with the id, which
stay. Matches keep counting for the other player. Exit status 1 when nothing is
stored of the user.

  --wait SECONDS  wait so long for a run to end (default: 0)
  --json          print one JSON object to standard output, nothing else
  --help          print this

Examples:
  ${CALL} 52d65a1b-8012-934e-001b-19e6ba3cdc0e
  ${CALL} --wait 600 --json 52d65a1b-8012-934e-001b-19e6ba3cdc0e > receipt.json`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseEraseOptions(args: readonly string[]): EraseOptions {
  const { values, positionals } = parseArguments(
    {
      call: CALL,
      options: { wait: { type: "string" }, json: { type: "boolean" } },
      positionals: true,
    },
    args,
  );
  const complain = complainOf(CALL);
  const [userId = "", ...others] = positionals;
  if (userId === "" || others.length > 0)
    throw complain("name one user, by the user_id");
  if (!UUID.test(userId)) throw complain(`${userId} is no UUID`);
  return {
    userId: userId.toLowerCase(),
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}
