import { closeSync, openSync, writeSync } from "node:fs";

const MEBIBYTE = 1024 * 1024;

/** Writes a file until nothing more goes onto its disk. */
export function fillDisk(file: string): void {
  const zeros = Buffer.alloc(MEBIBYTE);
  const descriptor = openSync(file, "w");
  for (let size = MEBIBYTE; size >= 1;) {
    try {
      writeSync(descriptor, zeros, 0, size);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      size = Math.floor(size / 2);
    }
  }
  closeSync(descriptor);
}
