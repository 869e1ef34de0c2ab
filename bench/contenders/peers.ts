import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import { BUNDLED_TIMEZONES } from "../../common/countries/bundled-timezones.ts";
import type { AddedFile, Contender, FedOutcome } from "../harness/contender.ts";
import { pysparkVersion } from "../harness/environment.ts";
import { measureProcess } from "../harness/measure-process.ts";
import type { LeftOut } from "../harness/report.ts";
import { readAddedFiles } from "./sums.ts";

const FOLDER = join(packageRoot, "bench/peers");

/** What is measured: all events in one file, or one file after another. */
type Work = "ingest" | "increments";

interface Peer {
  readonly name: string;
  readonly label: string;
  readonly works: readonly Work[];
  readonly interpreter: string;
  readonly script: string;
  /** Why it cannot run here, and what to do; undefined: it can. */
  readonly missing: () => string | undefined;
}

const PEERS: readonly Peer[] = [
  {
    name: "clickhouse-alone",
    label: "ClickHouse alone",
    works: ["ingest", "increments"],
    ...nodeScript("clickhouse/alone.mjs"),
  },
  {
    name: "duckdb-alone",
    label: "DuckDB alone",
    works: ["ingest", "increments"],
    ...nodeScript("duckdb/alone.mjs"),
  },
  {
    name: "duckdb-incremental",
    label: "DuckDB, incremental",
    works: ["increments"],
    ...nodeScript("duckdb/incremental.mjs"),
  },
  {
    name: "plain-node",
    label: "Plain Node.js",
    works: ["ingest"],
    ...nodeScript("plain-node.mjs"),
  },
  {
    name: "spark",
    label: "Spark, local",
    works: ["ingest", "increments"],
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

function nodeScript(
  script: string,
): Pick<Peer, "interpreter" | "script" | "missing"> {
  return {
    interpreter: process.execPath,
    script,
    missing: () =>
      existsSync(join(FOLDER, "node_modules"))
        ? undefined
        : "not installed: npm ci --prefix bench/peers",
  };
}

/** The peers that can run here, and why the others cannot. */
export interface Peers {
  readonly contenders: readonly Contender<FedOutcome>[];
  readonly leftOut: LeftOut;
}

/** What contenders read: files in their order, and how many events they have. */
export interface Input {
  readonly paths: readonly string[];
  readonly events: number;
}

/** What people would use instead of Touchline; each does the same work. */
export function findPeers(
  work: Work,
  input: Input,
  without: ReadonlySet<string>,
): Peers {
  const contenders: Contender<FedOutcome>[] = [];
  const leftOut: Record<string, string> = {};
  for (const peer of PEERS.filter(({ works }) => works.includes(work))) {
    const missing = without.has(peer.name) ? "not asked for" : peer.missing();
    if (missing === undefined) contenders.push(createPeer(peer, input));
    else leftOut[peer.label] = missing;
  }
  return { contenders, leftOut };
}

/** One process that adds all files, measured from its start to its exit. */
function createPeer(
  { name, label, interpreter, script }: Peer,
  { paths, events }: Input,
): Contender<FedOutcome> {
  return {
    name,
    label,
    events,
    async run(folder) {
      const measured = await measureProcess({
        file: interpreter,
        args: [join(FOLDER, script), BUNDLED_TIMEZONES, folder, ...paths],
      });
      const files = readAddedFiles(measured.stdout);
      const { sums } = files.at(-1) as AddedFile;
      return { ...measured, files, findings: sums };
    },
  };
}
