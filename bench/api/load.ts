import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "../../common/package-root.ts";

const LOAD = join(packageRoot, "bench/peers/load.mjs");

/** Which requests are sent. */
export type Workload = "uniform" | "zipf" | "game" | "bare";

export interface LoadOptions {
  readonly origin: string;
  readonly workload: Workload;
  /** The file of all user ids, a line each. */
  readonly users: string;
  readonly connections: number;
  readonly seconds: number;
  /** Before it counts, with users that it does not ask about then. */
  readonly warmUpSeconds: number;
  readonly seed: number;
}

/** What one load measured; latencies in milliseconds. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Load {
  /** Ends it before its time. */
  stop(): void;
  readonly result: Promise<LoadResult>;
}

/** Sends requests from a process of its own, each connection one at a time. */
export function startLoad(options: LoadOptions): Load {
  const child = spawn(process.execPath, [LOAD, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const finish = async (): Promise<LoadResult> => {
    const [said, [code]] = await Promise.all([
      text(child.stdout),
      once(child, "exit") as Promise<[code: number | null]>,
    ]);
    if (code !== 0) throw new Error(`the load generator failed (${code})`);
    const { failed, ...result } = JSON.parse(said) as LoadResult & {
      failed: number;
    };
    if (failed > 0) throw new Error(`${failed} requests failed`);
    return result;
  };
  return { stop: () => void child.kill("SIGTERM"), result: finish() };
}
