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
  "fastify",
  "pg",
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
      // What follows the numbers is the builder's own.
      system: `${type()} ${release().split("-")[0]}`,
    },
    versions: {
      node: process.versions.node,
      touchline: versionIn(packageRoot),
      chdb: versionIn(join(packageRoot, "node_modules/chdb")),
      ...peerVersions(),
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

function peerVersions(): Record<string, string> {
  const modules = join(PEERS, "node_modules");
  if (!existsSync(modules)) return {};
  return Object.fromEntries(
    PEER_PACKAGES.map((name) => [
      `peers/${name}`,
      versionIn(join(modules, name)),
    ]),
  );
}

/** The version of the package in a folder. */
function versionIn(folder: string): string {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

function outputOf(file: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(file, args, {
    cwd: packageRoot,
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}
