import { resolve } from "node:path";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/wait-seconds.ts";

/** What backup and restore are asked with. */
export interface FolderOptions {
  /** The whole path. */
  readonly folder: string;
  /** As the user has named it. */
  readonly name: string;
  readonly json: boolean;
  /** Whether a backup is made although raw events are missing. */
  readonly acceptLoss: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
}

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseFolderOptions(
  call: string,
  args: readonly string[],
  directory: string,
): FolderOptions {
  const { values, positionals } = parseArguments(
    {
      call,
      options: {
        wait: { type: "string" },
        json: { type: "boolean" },
        "accept-loss": { type: "boolean" },
      },
      positionals: true,
    },
    args,
  );
  const complain = complainOf(call);
  const [name = "", ...others] = positionals;
  if (name === "" || others.length > 0) throw complain("name one folder");
  if (name === "-")
    throw complain("- is not a folder: a backup cannot go through a pipe");
  return {
    folder: resolve(directory, name),
    name,
    json: values.json ?? false,
    acceptLoss: values["accept-loss"] ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}
