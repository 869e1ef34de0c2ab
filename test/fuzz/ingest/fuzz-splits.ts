import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../../generate/random.ts";
import { planShards } from "../../../ingest/input/plan-shards.ts";
import type { LineReader } from "../../../ingest/input/read-lines.ts";
import type { Shard } from "../../../ingest/input/shard.ts";
import { writeSegments } from "../../../ingest/input/write-segments.ts";
import type { Draw } from "../../support/events/draw.ts";
import { withFolder } from "../../support/command/folders.ts";
import type { CaseOutcome } from "../try-cases.ts";
import { splitLines } from "./draw-input.ts";
import { drawNoise } from "./draw-noise.ts";

const STREAM = 9;
const MOST_BYTES = 700;

/**
 * Cuts a file of noise in every way, into shards of every possible size and
 * into chunks of a stream, and expects the same lines at the same places.
 */
export function fuzzSplits(
  reader: LineReader,
  seed: number,
  number: number,
): Promise<CaseOutcome> {
  const random = new Random(seed + number * 2 ** 32, STREAM);
  const draw: Draw = (below) => random.below(below);
  const content = drawContent(draw);
  return withFolder(async (folder) => {
    const path = join(folder, "noise.jsonl");
    writeFileSync(path, content);
    const { ino: inode, size } = statSync(path);
    const expected = splitLines(content).map(
      ({ bytes, at }) => `${at} ${bytes.toString("hex")}`,
    );
    const mismatches: string[] = [];
    const expectLines = (how: string, shards: readonly Shard[]) => {
      const found = shards.flatMap((shard) => readLines(reader, shard));
      if (found.join() === expected.join()) return;
      mismatches.push(
        `${content.toString("hex")} ${how}: ${found.join()}, expected ${expected.join()}`,
      );
    };
    const file = { name: path, path };
    for (let bytes = 1; bytes <= size; bytes++)
      expectLines(
        `in shards of ${bytes}`,
        planShards(file, 1, { inode, size }, bytes, 0),
      );
    const chunkBytes = 1 + draw(content.length + 1);
    const segments: Shard[] = [];
    const plan = { folder, fileNumber: 1, firstNumber: 0 };
    for await (const segment of writeSegments(
      chunks(content, chunkBytes),
      plan,
    ))
      segments.push(segment);
    expectLines(`in chunks of ${chunkBytes}`, segments);
    return { counts: { splits: size + 1 }, mismatches };
  });
}

function drawContent(draw: Draw): Buffer {
  const pieces = Array.from({ length: 1 + draw(8) }, () =>
    Buffer.concat([drawNoise(draw), Buffer.from("\n")]),
  );
  const length = 1 + draw(MOST_BYTES);
  return Buffer.concat(pieces).subarray(0, length);
}

async function* chunks(
  content: Buffer,
  bytes: number,
): AsyncGenerator<Buffer, void> {
  for (let from = 0; from < content.length; from += bytes)
    yield await Promise.resolve(content.subarray(from, from + bytes));
}

/** The lines of a shard, each as its place in the input and its bytes. */
function readLines(reader: LineReader, shard: Shard): string[] {
  const lines: string[] = [];
  reader.readShard(shard, {
    line(bytes, start, end, offset) {
      const at = shard.inputOffset + offset;
      lines.push(`${at} ${bytes.toString("hex", start, end)}`);
    },
    longLine() {
      throw new Error("no line is that long");
    },
  });
  return lines;
}
