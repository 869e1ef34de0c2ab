import { readFileSync, readlinkSync } from "node:fs";

/** A process, distinguished from a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the kernel counts; "" where that is not known. */
  readonly started: string;
}

/** This process. */
export function selfIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) };
}

/** Whether a process of this machine still runs. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startOf(pid) === started;
}

/**
 * Where process ids mean the same: the boot of the machine and the namespace
 * of its processes; "" where that is not known.
 */
export function processNamespace(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold spaces, but the last ")" ends it.
    const fields = stat.slice(stat.lastIndexOf(")")).split(" ");
    // A zombie has ended, though its parent has not noticed.
    return fields[1] === "Z" ? "" : (fields[20] ?? "");
  } catch {
    return "";
  }
}
