import { readFileSync } from "node:fs";
import type { Shard } from "./shard.ts";

/**
 * Gives, for the n-th line of a shard, from 0, by how much its number is
 * greater than that of the shard's first line.
 */
export function numberLines({ lineNumbers }: Shard): (n: number) => number {
  if (!lineNumbers) return (n) => n;
  const bytes = readFileSync(lineNumbers.path);
  return (n) => bytes.readUInt32LE(4 * n);
}
