import { closeSync, openSync, writevSync } from "node:fs";

/**
 * Rows in a block. From 1,000 to a million rows the engine reads blocks
 * equally fast; this many stay in the processor's cache while they fill.
 */
const BLOCK_ROWS = 65_536;

/** A column of a block file while its block fills. */
interface Column {
  readonly name: string;
  readonly type: string;
  /** The parts of the column's data, for the first `rows` rows. */
  parts(rows: number): readonly Uint8Array[];
  clear(): void;
}

type FixedArray = Uint8Array | Uint32Array;

/**
 * Columns of fixed-size values. `words` has `width` elements a row, little
 * endian: 1 for UInt32 or DateTime, 2 for UInt64, 4 for UUID (the more
 * significant half first); a Uint8Array holds UInt8 or Enum8.
 */
export function fixedColumn<A extends FixedArray>(
  name: string,
  type: string,
  words: A,
): Column & { readonly words: A } {
  const width = words.length / BLOCK_ROWS;
  return {
    name,
    type,
    words,
    parts: (rows) => [bytesOf(words, rows * width)],
    clear: () => undefined,
  };
}

export const uint32s = (width = 1) => new Uint32Array(BLOCK_ROWS * width);
export const uint8s = () => new Uint8Array(BLOCK_ROWS);

/** A column of Nullable(UInt8): `nulls` is 1 where the value is NULL. */
export function nullableByteColumn(name: string) {
  const nulls = uint8s();
  const values = uint8s();
  return {
    name,
    type: "Nullable(UInt8)",
    nulls,
    values,
    parts: (rows: number) => [bytesOf(nulls, rows), bytesOf(values, rows)],
    clear: () => undefined,
  };
}

/** A column of String: any bytes, one value pushed a row. */
export function stringColumn(name: string) {
  let chunks: Uint8Array[] = [];
  return {
    name,
    type: "String",
    push(value: Uint8Array): void {
      chunks.push(varint(value.length), value);
    },
    parts: () => chunks,
    clear: () => {
      chunks = [];
    },
  };
}

function bytesOf(words: FixedArray, length: number): Uint8Array {
  return new Uint8Array(
    words.buffer,
    words.byteOffset,
    length * words.BYTES_PER_ELEMENT,
  );
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  while (value >= 128) {
    bytes.push((value % 128) | 128);
    value = Math.floor(value / 128);
  }
  bytes.push(value);
  return Uint8Array.from(bytes);
}

function text(value: string): Uint8Array[] {
  const bytes = Buffer.from(value);
  return [varint(bytes.length), bytes];
}

/**
 * Writes rows as blocks of ClickHouse's Native format: for each block the
 * numbers of columns and rows, then each column's name, type and data. The
 * caller fills the columns at index `rows` and calls `commitRow`. No row, no
 * file: the engine refuses an empty one.
 */
export class BlockFile<Columns extends Record<string, Column>> {
  readonly columns: Columns;
  /** The index of the row to fill next. */
  rows = 0;
  readonly #path: string;
  #file: number | undefined;

  constructor(path: string, columns: Columns) {
    this.#path = path;
    this.columns = columns;
  }

  /** Counts the row that the caller has filled in. */
  commitRow(): void {
    if (++this.rows === BLOCK_ROWS) this.flush();
  }

  /** Writes the rows so far as a block; a block may have any size. */
  flush(): void {
    if (this.rows === 0) return;
    this.#file ??= openSync(this.#path, "w", 0o600);
    const columns = Object.values(this.columns);
    writeAll(this.#file, [
      varint(columns.length),
      varint(this.rows),
      ...columns.flatMap((column) => [
        ...text(column.name),
        ...text(column.type),
        ...column.parts(this.rows),
      ]),
    ]);
    for (const column of columns) column.clear();
    this.rows = 0;
  }

  close(): void {
    this.flush();
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** The kernel takes at most this many pieces at once. */
const MAX_PIECES = 1024;

function writeAll(file: number, pieces: Uint8Array[]): void {
  const joined =
    pieces.length > MAX_PIECES ? [Buffer.concat(pieces)] : [...pieces];
  let left = joined;
  while (left.length > 0) {
    let written = writevSync(file, left);
    // A nearly full disk takes a part before it refuses.
    left = left.flatMap((piece) => {
      const taken = Math.min(written, piece.length);
      written -= taken;
      return taken === piece.length ? [] : [piece.subarray(taken)];
    });
  }
}
