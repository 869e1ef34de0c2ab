import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { readConfig } from "../../common/settings/config.ts";
import { DATA_DIRECTORY } from "./check-data-directory.ts";
import { ok, warning, type Check, type Finding } from "./check.ts";

/** What others of the group, or all users, may do. */
const OTHERS_WRITE = 0o022;
const OTHERS = 0o077;

/**
 * What other users of this machine can read or replace in the data directory.
 * What lies in a folder that is closed to them is closed too.
 */
export const PRIVACY: Check = {
  about: "what other users of this machine can read or replace in it",
  needs: [DATA_DIRECTORY],
  examine: ({ env }) => checkPrivacy(resolve(readConfig(env).DATA_DIR)),
};

function checkPrivacy(home: string): Finding[] {
  if (!existsSync(home)) return [];
  const open = [
    ...(isOpen(home, OTHERS_WRITE) ? [home] : []),
    ...(isOpen(home, OTHERS)
      ? readdirSync(home)
          .map((name) => join(home, name))
          .filter((path) => isOpen(path, OTHERS))
      : []),
  ];
  if (open.length === 0)
    return [ok("open to", "no other user of this machine")];
  return [
    warning(
      "open to",
      `other users of this machine: ${open.join(", ")}`,
      `chmod -R go= ${open.map((path) => JSON.stringify(path)).join(" ")}`,
    ),
  ];
}

const isOpen = (path: string, to: number): boolean =>
  (lstatSync(path).mode & to) !== 0;
