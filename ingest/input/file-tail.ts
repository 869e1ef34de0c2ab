import { closeSync, openSync, readSync } from "node:fs";

/** So many bytes are hardly the same where the events are others. */
const TAIL_BYTES = 256;

/** The last of the first `size` bytes of an open file, as text. */
export function readTail(file: number, size: number): string {
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
  readSync(file, tail, 0, tail.length, size - tail.length);
  return tail.toString("latin1");
}

/** The same of the file at a path. */
export function readTailOf(path: string, size: number): string {
  const file = openSync(path, "r");
  try {
    return readTail(file, size);
  } finally {
    closeSync(file);
  }
}
