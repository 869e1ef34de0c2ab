import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import { BUNDLED_TIMEZONES } from "../../common/countries/bundled-timezones.ts";
import type { Contender } from "../harness/contender.ts";
import { pysparkVersion } from "../harness/environment.ts";
import { measureProcess } from "../harness/measure-process.ts";
import type { LeftOut } from "../harness/report.ts";
import type { SeasonFile } from "../harness/season-file.ts";
import { readSums } from "./sums.ts";

const FOLDER = join(packageRoot, "bench/peers");

interface Peer {
  readonly name: string;
  readonly label: string;
  readonly interpreter: string;
  readonly script: string;
  /** Why it cannot run here, and what to do; undefined: it can. */
  readonly missing: () => string | undefined;
}

const PEERS: readonly Peer[] = [
  nodePeer("clickhouse-alone", "ClickHouse alone"),
  nodePeer("duckdb-alone", "DuckDB alone"),
  nodePeer("plain-node", "Plain Node.js"),
  {
    name: "spark",
    label: "Spark, local",
    interpreter: "python3",
    script: "spark_job.py",
    missing: () =>
      pysparkVersion() === undefined
        ? "python3 cannot import pyspark: pip install pyspark, and Java 17"
        : undefined,
  },
];

/** As options and results name them. */
export const PEER_NAMES: readonly string[] = PEERS.map(({ name }) => name);

function nodePeer(name: string, label: string): Peer {
  return {
    name,
    label,
    interpreter: process.execPath,
    script: `${name}.mjs`,
    missing: () =>
      existsSync(join(FOLDER, "node_modules"))
        ? undefined
        : "not installed: npm ci --prefix bench/peers",
  };
}

/** The peers that can run here, and why the others cannot. */
export interface Peers {
  readonly contenders: readonly Contender[];
  readonly leftOut: LeftOut;
}

/** What people would use instead of Touchline; each does the same work. */
export function findPeers(
  file: SeasonFile,
  without: ReadonlySet<string>,
): Peers {
  const contenders: Contender[] = [];
  const leftOut: Record<string, string> = {};
  for (const peer of PEERS) {
    const missing = without.has(peer.name) ? "not asked for" : peer.missing();
    if (missing === undefined) contenders.push(createPeer(peer, file));
    else leftOut[peer.label] = missing;
  }
  return { contenders, leftOut };
}

function createPeer(
  { name, label, interpreter, script }: Peer,
  { path, season: { events } }: SeasonFile,
): Contender {
  return {
    name,
    label,
    events,
    async run(folder) {
      const measured = await measureProcess({
        file: interpreter,
        args: [join(FOLDER, script), path, BUNDLED_TIMEZONES, folder],
      });
      return { ...measured, findings: readSums(measured.stdout) };
    },
  };
}
