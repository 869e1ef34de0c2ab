import { join } from "node:path";
import {
  BlockFile,
  fixedColumn,
  stringColumn,
  uint32s,
} from "../clickhouse/native-block.ts";
import type { LineReader } from "./read-lines.ts";
import { MAX_RAW_BYTES, type Shard } from "./shard.ts";
import { blockFileName, STAGE_TABLES } from "./stage-tables.ts";

/** So much text goes into one block at the most. */
const BLOCK_TEXT_BYTES = 8 * 1024 * 1024;

/**
 * Copies the lines that start at `offsets` of a shard, in ascending order,
 * into a block file of raw lines.
 */
export function copyRawLines(
  shard: Shard,
  offsets: Uint32Array,
  reader: LineReader,
  folder: string,
): void {
  const types = STAGE_TABLES.raw_lines;
  const file = new BlockFile(
    join(folder, blockFileName(shard.number, "raw_lines")),
    {
      position: fixedColumn("position", types.position, uint32s(2)),
      raw: stringColumn("raw"),
      rawBytes: fixedColumn("raw_bytes", types.raw_bytes, uint32s()),
    },
  );
  let next = 0;
  let textBytes = 0;
  const put = (line: Buffer, length: number, offset: number): void => {
    if (offset !== offsets[next]) return;
    next++;
    const { columns, rows } = file;
    const raw = Buffer.from(line.subarray(0, MAX_RAW_BYTES));
    columns.position.words[2 * rows] = offset;
    columns.position.words[2 * rows + 1] = shard.number;
    columns.raw.push(raw);
    columns.rawBytes.words[rows] = length;
    file.commitRow();
    textBytes += raw.length;
    if (textBytes >= BLOCK_TEXT_BYTES) {
      file.flush();
      textBytes = 0;
    }
  };
  reader.readShard(shard, {
    line: (bytes, start, end, offset) =>
      put(bytes.subarray(start, end), end - start, offset),
    longLine: put,
  });
  file.close();
}
