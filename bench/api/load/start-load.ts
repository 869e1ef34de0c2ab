import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "../../../common/package-root.ts";

const SEND = join(packageRoot, "dist/bench/api/load/send-load.js");

export interface LoadOptions {
  readonly origin: string;
  /** The paths that the warm-up sends, which does not count. */
  readonly warmUp: readonly string[];
  readonly paths: readonly string[];
  /** Each path once, in order, until all are sent; or by Zipf's law. */
  readonly draw: "once" | "zipf";
  readonly connections: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly seed: number;
}

/** What one load measured; latencies in milliseconds, of those answered. */
export interface LoadResult {
  readonly requests: number;
  /** 503: the server had too much to do. */
  readonly refused: number;
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

/**
 * Sends requests from a process of its own, each connection one at a time.
 * The result rejects if any answer is neither 200 nor 503.
 */
export function startLoad(options: LoadOptions): Load {
  const child = spawn(process.execPath, [SEND], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(JSON.stringify(options));
  const finish = async (): Promise<LoadResult> => {
    const [output, problem, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit") as Promise<[code: number | null]>,
    ]);
    if (code !== 0)
      throw new Error(`the load generator failed (${code}): ${problem}`);
    return JSON.parse(output) as LoadResult;
  };
  return { stop: () => void child.kill("SIGTERM"), result: finish() };
}
