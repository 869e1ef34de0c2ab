import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ok, warning, type Finding } from "./finding.ts";

/** What others of the group, or all users, may do. */
const OTHERS_WRITE = 0o022;
const OTHERS = 0o077;

/**
 * Looks for what other users of this machine can read or replace in a data
 * directory. What lies in a folder that is closed to them is closed too.
 */
export function checkPrivacy(home: string): Finding[] {
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
