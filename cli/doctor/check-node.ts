import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readPackage } from "../../common/package-root.ts";
import { fault, ok, type Check, type Finding } from "./check.ts";

const LOADER = join(import.meta.dirname, "load-engine.js");

const LOAD_MILLISECONDS = 60_000;

/** The version of Node.js. */
export const NODE: Check = {
  about: "the version of Node.js",
  examine: () => [checkNode()],
};

/** Whether this Node.js is one that Touchline works with. */
export function checkNode(version = process.versions.node): Finding {
  const { engines } = readPackage();
  const least = engines.node.replace(/^>=/, "");
  const [major = 0, minor = 0] = numbersOf(version);
  const [leastMajor = 0, leastMinor = 0] = numbersOf(least);
  const enough =
    major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return enough
    ? ok("Node.js", version)
    : fault(
        "Node.js",
        `${version} is older than ${least}`,
        `install Node.js ${least} or newer`,
      );
}

const numbersOf = (version: string): number[] => version.split(".").map(Number);

/** The embedded ClickHouse. */
export const ENGINE: Check = {
  about: "whether the embedded ClickHouse loads on this machine",
  examine: () => [loadEngine()],
};

function loadEngine(): Finding {
  const platform = `${process.platform} ${process.arch}`;
  // In a process of its own: a library for another processor ends it.
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [LOADER],
    { encoding: "utf8", timeout: LOAD_MILLISECONDS },
  );
  if (status === 0)
    return ok("engine", `ClickHouse ${stdout.trim()} on ${platform}`);
  const found =
    stderr.match(/^\w*Error(?: \[\w+\])?: .*$/m)?.[0] ??
    `it ended by ${signal}`;
  return fault(
    "engine",
    `the embedded ClickHouse does not load on ${platform}: ${found}`,
    "run npm ci again on this machine, Linux with glibc or macOS, or set CLICKHOUSE_URL to a ClickHouse server",
  );
}
