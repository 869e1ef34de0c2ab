import { resolve } from "node:path";
import { complainOf } from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/read-values.ts";

/** The options that backup and restore share. */
export const FOLDER_OPTIONS = {
  wait: { type: "string" },
  json: { type: "boolean" },
} as const;

/** What backup and restore are asked with. */
export interface FolderOptions {
  /** The whole path. */
  readonly folder: string;
  /** As the user has named it. */
  readonly name: string;
  readonly json: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
}

/** Reads them and the folder, which must be the only argument. */
export function readFolderOptions(
  call: string,
  {
    values,
    positionals,
  }: {
    readonly values: { readonly wait?: string; readonly json?: boolean };
    readonly positionals: readonly string[];
  },
  directory: string,
): FolderOptions {
  const complain = complainOf(call);
  const [name = "", ...others] = positionals;
  if (name === "" || others.length > 0) throw complain("name one folder");
  if (name === "-")
    throw complain("- is not a folder: a backup cannot go through a pipe");
  return {
    folder: resolve(directory, name),
    name,
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}
