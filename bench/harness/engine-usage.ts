import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readNote } from "../../clickhouse/engine/engine-note.ts";
import type { Measurement } from "./measure-process.ts";

/** What processes have used; null where unknown. */
export type Usage = Pick<Measurement, "cpuSeconds" | "peakBytes">;

const UNKNOWN: Usage = { cpuSeconds: null, peakBytes: null };

/** Ticks of processor time in a second, as /proc counts them. */
const TICKS = 100;

/** What the engine that runs on a data directory has used since its start. */
export function readEngineUsage(dataDir: string): Usage {
  const note = readNote(resolve(dataDir));
  if (!note) return UNKNOWN;
  try {
    const stat = readFileSync(`/proc/${note.pid}/stat`, "utf8");
    const status = readFileSync(`/proc/${note.pid}/status`, "utf8");
    // The name of the program, in brackets, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(status) ?? [];
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      peakBytes: Number(kilobytes) * 1024,
    };
  } catch {
    // There is no /proc, or the engine has ended.
    return UNKNOWN;
  }
}

/** What both have used together, which is unknown where one of them is. */
export function addUsage(one: Usage, other: Usage): Usage {
  const add = (a: number | null, b: number | null) =>
    a === null || b === null ? null : a + b;
  return {
    cpuSeconds: add(one.cpuSeconds, other.cpuSeconds),
    peakBytes: add(one.peakBytes, other.peakBytes),
  };
}
