import { readdirSync, readFileSync } from "node:fs";
import { readNote } from "../../../clickhouse/engine/engine-note.ts";

/**
 * The processes of engines on a data directory, those too that have not come
 * far enough to leave a note.
 */
export function listEngines(home: string): number[] {
  const processes = listProcesses();
  if (processes.length > 0)
    return processes.filter((pid) => isEngineOn(home, pid));
  const note = readNote(home);
  return note ? [note.pid] : [];
}

/** Empty where the kernel does not show them, as on a Mac. */
function listProcesses(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function isEngineOn(home: string, pid: number): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return (
      command.includes("engine-process.js") &&
      command.includes(`"home":${JSON.stringify(home)},`)
    );
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
