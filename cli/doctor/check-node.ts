import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readPackage } from "../../common/package-root.ts";
import { fault, ok, type Finding } from "./finding.ts";

const LOADER = join(import.meta.dirname, "load-engine.js");

const LOAD_MILLISECONDS = 60_000;

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

/** Whether the embedded ClickHouse can be loaded on this machine. */
export function checkEngine(): Finding {
  const platform = `${process.platform} ${process.arch}`;
  // In a process of its own: a library for another processor ends it.
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [LOADER],
    { encoding: "utf8", timeout: LOAD_MILLISECONDS },
  );
  if (status === 0)
    return ok("engine", `ClickHouse ${stdout.trim()} on ${platform}`);
  const said =
    stderr.match(/^\w*Error(?: \[\w+\])?: .*$/m)?.[0] ??
    `it ended by ${signal}`;
  return fault(
    "engine",
    `the embedded ClickHouse does not load on ${platform}: ${said}`,
    "run npm ci again on this machine, Linux with glibc or macOS, or set CLICKHOUSE_URL to a ClickHouse server",
  );
}
