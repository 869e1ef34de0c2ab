import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";

/** What a result was measured with. */
export interface Environment {
  readonly commit: string;
  /** The work tree differs from the commit. */
  readonly changed: boolean;
  readonly measuredAt: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
  };
  readonly versions: Readonly<Record<string, string>>;
}

const PEERS = join(packageRoot, "bench/peers");
const PEER_PACKAGES = [
  "@clickhouse/client",
  "@duckdb/node-api",
  "chdb",
  "stream-json",
];

const STATUS = ["status", "--porcelain", "--", ".", ":!bench/results"];

export function describeEnvironment(): Environment {
  return {
    commit: outputOf("git", ["rev-parse", "HEAD"]) ?? "unknown",
    changed: outputOf("git", STATUS) !== "",
    measuredAt: new Date().toISOString(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      system: `${type()} ${release()}`,
    },
    versions: {
      node: process.versions.node,
      ...versionOf("touchline", packageRoot),
      ...versionOf("chdb", join(packageRoot, "node_modules/chdb")),
      ...Object.assign(
        {},
        ...PEER_PACKAGES.map((name) =>
          versionOf(`peers/${name}`, join(PEERS, "node_modules", name)),
        ),
      ),
      ...sparkVersions(),
    },
  };
}

/** Undefined where PySpark cannot be imported. */
export function pysparkVersion(): string | undefined {
  return outputOf("python3", [
    "-c",
    "import pyspark; print(pyspark.__version__)",
  ]);
}

function sparkVersions(): Record<string, string> {
  const pyspark = pysparkVersion();
  if (pyspark === undefined) return {};
  const python = outputOf("python3", ["--version"]) ?? "unknown";
  const java = outputOf("java", ["--version"])?.split("\n")[0] ?? "unknown";
  return { pyspark, python: python.replace(/^Python /, ""), java };
}

function versionOf(name: string, folder: string): Record<string, string> {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return {};
  const { version } = JSON.parse(readFileSync(file, "utf8")) as {
    version: string;
  };
  return { [name]: version };
}

function outputOf(file: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(file, args, {
    cwd: packageRoot,
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}
