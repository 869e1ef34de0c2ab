import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import { DEFAULT_TIMEZONES } from "../../ingest/timezones.ts";
import type { Contender } from "../harness/contender.ts";
import { pysparkVersion } from "../harness/environment.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { readSums } from "./sums.ts";

const PEERS = join(packageRoot, "bench/peers");

interface Peer {
  readonly name: string;
  readonly label: string;
  readonly interpreter: string;
  readonly script: string;
}

const NODE_PEERS: readonly Peer[] = [
  node("clickhouse-alone", "ClickHouse alone"),
  node("duckdb-alone", "DuckDB alone"),
  node("plain-node", "Plain Node.js"),
];

const SPARK: Peer = {
  name: "spark",
  label: "Spark, local",
  interpreter: "python3",
  script: "spark_job.py",
};

function node(name: string, label: string): Peer {
  const interpreter = process.execPath;
  return { name, label, interpreter, script: `${name}.mjs` };
}

/** The peers that can run here, and a note on each that cannot. */
export interface Peers {
  readonly contenders: readonly Contender[];
  readonly notes: readonly string[];
}

/** What people would use instead of Touchline; each does the same work. */
export function findPeers(
  eventsFile: string,
  without: ReadonlySet<string>,
): Peers {
  const notes: string[] = [];
  const wanted = (peers: readonly Peer[]) =>
    peers.filter(({ name, label }) => {
      const left = without.has(name);
      if (left) notes.push(`${label}: left out`);
      return !left;
    });
  const skip = (peers: readonly Peer[], reason: string): Peer[] => {
    notes.push(...peers.map(({ label }) => `${label}: skipped, ${reason}`));
    return [];
  };

  const nodePeers = wanted(NODE_PEERS);
  const spark = wanted([SPARK]);
  const runnable = [
    ...(existsSync(join(PEERS, "node_modules"))
      ? nodePeers
      : skip(nodePeers, "install it with npm ci --prefix bench/peers")),
    ...(pysparkVersion() === undefined
      ? skip(spark, "python3 cannot import pyspark: pip install pyspark")
      : spark),
  ];
  const contenders = runnable.map((peer) => createPeer(peer, eventsFile));
  return { contenders, notes };
}

function createPeer(
  { name, label, interpreter, script }: Peer,
  eventsFile: string,
): Contender {
  return {
    name,
    label,
    async run(folder) {
      const file = join(PEERS, script);
      const measured = await measureProcess({
        file: interpreter,
        args: [file, eventsFile, DEFAULT_TIMEZONES, folder],
      });
      return { ...measured, findings: readSums(measured.stdout) };
    },
  };
}
