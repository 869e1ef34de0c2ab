import { spawnSync } from "node:child_process";
import { packageRoot } from "../../../common/package-root.ts";

/** The user id of nobody on nearly every system. */
const NOBODY = 65_534;

const WAYS = [
  ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
  ["su", "nobody", "-s", "/bin/sh", "-c", 'exec "$0" "$@"', "--"],
];

/** Coverage goes to a folder of root. */
const NOT_MEASURED = ["env", "NODE_V8_COVERAGE="];

/**
 * The prefix of a command that runs it as a user bound by
 * permissions: empty, unless this process runs as root. undefined when root has no
 * way to become such a user, or that user cannot read this package.
 */
export function ordinaryUser(): readonly string[] | undefined {
  if (process.getuid?.() !== 0) return [];
  return WAYS.map((way) => [...way, ...NOT_MEASURED]).find(
    ([program = "", ...args]) => {
      const look = "fs.readdirSync(process.argv[1])";
      const command = [process.execPath, "-e", look, packageRoot];
      return spawnSync(program, [...args, ...command]).status === 0;
    },
  );
}
