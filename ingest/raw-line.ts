import { closeSync, openSync, readSync } from "node:fs";
import type { Shard } from "./shard.ts";

const LF = 10;
const EXAMPLE_BYTES = 160;

/** The beginning of the line at an offset of a shard, to show to a person. */
export function readRawLine(shard: Shard, offset: number): string {
  const bytes = Buffer.alloc(EXAMPLE_BYTES);
  const file = openSync(shard.path, "r");
  try {
    const count = readSync(file, bytes, 0, bytes.length, shard.start + offset);
    const lineFeed = bytes.subarray(0, count).indexOf(LF);
    return bytes.toString("utf8", 0, lineFeed < 0 ? count : lineFeed);
  } finally {
    closeSync(file);
  }
}
