import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** A process to start. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One process, from its start to its exit. */
export interface Measurement {
  readonly seconds: number;
  /** Processor time of the process and its children; null where unknown. */
  readonly cpuSeconds: number | null;
  /** Peak resident memory of the largest of them; null where unknown. */
  readonly peakBytes: number | null;
  readonly stdout: string;
}

const ERROR_LENGTH = 2000;

/** GNU time knows what a process and the children it waited for used. */
const TIME = "/usr/bin/time";
const hasTime =
  spawnSync(TIME, ["-f", "%M", "true"], { stdio: "ignore" }).status === 0;

/** Runs a process. Throws, with what it wrote, when it fails. */
export async function measureProcess(command: Command): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "touchline-time-"));
  const usageFile = join(folder, "usage");
  try {
    const [file, ...args] = [
      ...(hasTime ? [TIME, "-o", usageFile, "-f", "%U %S %M"] : []),
      command.file,
      ...command.args,
    ] as [string, ...string[]];
    const startedAt = performance.now();
    const child = spawn(file, args, {
      env: { ...process.env, ...command.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, "exit")) as [number | null];
    const seconds = (performance.now() - startedAt) / 1000;
    const [stdout, stderr] = await output;
    if (code !== 0) {
      const said = stderr.slice(-ERROR_LENGTH);
      throw new Error(`${describe(command)} failed (${code}): ${said}`);
    }
    return { seconds, ...readUsage(usageFile), stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe({ file, args }: Command): string {
  return [file, ...args].join(" ");
}

function readUsage(
  file: string,
): Pick<Measurement, "cpuSeconds" | "peakBytes"> {
  if (!hasTime) return { cpuSeconds: null, peakBytes: null };
  const [user = NaN, system = NaN, kilobytes = NaN] = readFileSync(file, "utf8")
    .split(" ")
    .map(Number);
  return { cpuSeconds: user + system, peakBytes: kilobytes * 1024 };
}
