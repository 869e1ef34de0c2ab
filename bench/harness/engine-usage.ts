import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readNote } from "../../clickhouse/engine/engine-note.ts";
import type { Measurement } from "./measure-process.ts";

/** What processes have used; null where unknown. */
export type Usage = Pick<Measurement, "cpuSeconds" | "peakBytes">;

export const NO_USAGE: Usage = { cpuSeconds: 0, peakBytes: 0 };

const UNKNOWN: Usage = { cpuSeconds: null, peakBytes: null };

/** Ticks of processor time in a second, as /proc counts them. */
const TICKS = 100;

/** What the engine that runs on a data directory has used since its start. */
export function readEngineUsage(dataDir: string): Usage {
  const note = readNote(resolve(dataDir));
  return note ? readProcessUsage(note.pid) : UNKNOWN;
}

/** What a running process has used since its start. */
export function readProcessUsage(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // The name of the program, in brackets, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(status) ?? [];
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      peakBytes: Number(kilobytes) * 1024,
    };
  } catch {
    // There is no /proc, or the process has ended.
    return UNKNOWN;
  }
}

/** What both have used that ran at the same time. */
export const addUsage = combineUsage(
  (one, other) => one + other,
  (one, other) => one + other,
);

/** What both have used that ran one after the other. */
export const appendUsage = combineUsage(
  (one, other) => one + other,
  (one, other) => Math.max(one, other),
);

/** What processes have used since they had used what they had before. */
export const usageSince = combineUsage(
  (before, now) => now - before,
  (_, now) => now,
);

/** A figure is unknown where one of the two is. */
function combineUsage(
  cpuSeconds: (a: number, b: number) => number,
  peakBytes: (a: number, b: number) => number,
): (one: Usage, other: Usage) => Usage {
  return (a, b) => ({
    cpuSeconds:
      a.cpuSeconds === null || b.cpuSeconds === null
        ? null
        : cpuSeconds(a.cpuSeconds, b.cpuSeconds),
    peakBytes:
      a.peakBytes === null || b.peakBytes === null
        ? null
        : peakBytes(a.peakBytes, b.peakBytes),
  });
}
