import { readdirSync, readFileSync } from "node:fs";

/** The resources of processes at a moment. */
export interface Sample {
  /** Since the soak began. */
  readonly seconds: number;
  readonly residentBytes: number;
  readonly threads: number;
  readonly files: number;
}

/** Samples processes together. */
export function sampleProcesses(
  pids: readonly number[],
  seconds: number,
): Sample {
  const samples = pids.map((pid) => sampleProcess(pid, seconds));
  const sum = (name: keyof Sample) =>
    samples.reduce((total, sample) => total + sample[name], 0);
  return {
    seconds,
    residentBytes: sum("residentBytes"),
    threads: sum("threads"),
    files: sum("files"),
  };
}

/** Samples a process through Linux's /proc. */
export function sampleProcess(pid: number, seconds: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const numberOf = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return {
    seconds,
    residentBytes: numberOf("VmRSS") * 1024,
    threads: numberOf("Threads"),
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
}
