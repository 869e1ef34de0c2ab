import { readdirSync, readFileSync } from "node:fs";

/** What a process holds at a moment. */
export interface Sample {
  /** Since the soak began. */
  readonly seconds: number;
  readonly residentBytes: number;
  readonly threads: number;
  readonly files: number;
}

/** Looks at a process, as the kernel of Linux shows it. */
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
