import { UUID } from "../../common/uuid.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/read-values.ts";

/** What the erase command was asked to do. */
export interface EraseOptions {
  readonly userId: string;
  readonly json: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
}

const CALL = "npx touchline erase";

const USAGE = `Usage: ${CALL} [options] USER_ID

Removes a user from every table and from the disk, and prints a receipt: the rows
of each table before and after, and the runs with the id in names of files, which
stay. Matches still count for the other player. The exit status is 1 if the
database has nothing of the user.

  --wait SECONDS  how long to wait for another run to end (default: 0)
  --json          print one JSON object to standard output, and nothing else
  --help          print this

Examples:
  ${CALL} 52d65a1b-8012-934e-001b-19e6ba3cdc0e
  ${CALL} --wait 600 --json 52d65a1b-8012-934e-001b-19e6ba3cdc0e > receipt.json`;

const USER_ID = new RegExp(`^${UUID}$`, "i");

/** The command but for its work. */
export const ERASE = {
  call: CALL,
  summary: "remove a user from every table",
  usage: USAGE,
  options: { wait: { type: "string" }, json: { type: "boolean" } },
  positionals: true,
} as const;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseEraseOptions(args: readonly string[]): EraseOptions {
  const { values, positionals } = parseArguments(ERASE, args);
  const complain = complainOf(CALL);
  const [userId = "", ...others] = positionals;
  if (userId === "" || others.length > 0)
    throw complain("give the user_id of one user");
  if (!USER_ID.test(userId))
    throw complain(
      `${JSON.stringify(userId)} is not a UUID: expected 8-4-4-4-12 hex digits`,
    );
  return {
    userId: userId.toLowerCase(),
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}
