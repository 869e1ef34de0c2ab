import { closeSync, fstatSync, openSync, writevSync } from "node:fs";
import { join } from "node:path";
import type { Writer } from "../../clickhouse/connection/store.ts";
import type { Shard } from "../input/shard.ts";
import {
  readLines,
  type Choice,
  type ChosenFile,
  type RejectedLine,
} from "./chosen-lines.ts";

const LF = Buffer.from("\n");

/**
 * Writes rejected lines as JSON Lines into a folder, and yields each page of
 * them as a shard, with the numbers that the lines have in their own file.
 */
export async function* writeLines(
  store: Writer,
  choice: Choice,
  files: readonly ChosenFile[],
  folder: string,
): AsyncGenerator<Shard, void> {
  let number = 0;
  for (const [index, file] of files.entries())
    for await (const lines of readLines(store, choice, file))
      for (const near of cutFarApart(lines))
        yield writeShard(near, number++, index + 1, folder);
}

/** A number is kept as its distance from the first: four bytes of it. */
function cutFarApart(lines: readonly RejectedLine[]): RejectedLine[][] {
  const parts: RejectedLine[][] = [];
  for (const line of lines) {
    const part = parts.at(-1);
    const first = part?.[0]?.line ?? 0;
    if (part && line.line - first < 2 ** 32) part.push(line);
    else parts.push([line]);
  }
  return parts;
}

function writeShard(
  lines: readonly RejectedLine[],
  number: number,
  fileNumber: number,
  folder: string,
): Shard {
  const path = join(folder, `${number}.segment`);
  const numbers = join(folder, `${number}.lines`);
  const first = lines[0]?.line ?? 1;
  const distances = Buffer.alloc(4 * lines.length);
  lines.forEach(({ line }, n) => distances.writeUInt32LE(line - first, 4 * n));
  writeFile(numbers, distances);
  const text = Buffer.concat(lines.flatMap(({ raw }) => [raw, LF]));
  const identity = { inode: writeFile(path, text), size: text.length };
  return {
    number,
    fileNumber,
    name: path,
    path,
    start: 0,
    end: text.length,
    identity,
    inputOffset: 0,
    lineNumbers: { first, path: numbers },
  };
}

/** Writes a file; returns its inode. */
function writeFile(path: string, bytes: Buffer): number {
  const file = openSync(path, "w", 0o600);
  try {
    for (let written = 0; written < bytes.length;)
      written += writevSync(file, [bytes.subarray(written)]);
    return fstatSync(file).ino;
  } finally {
    closeSync(file);
  }
}
