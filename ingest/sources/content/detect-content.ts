import { constants, gunzipSync } from "node:zlib";
import {
  FIRST_BYTES,
  refuseForeignContent,
  type Compression,
} from "./foreign-content.ts";

/** How events lie in a content; those with a capital letter as ClickHouse names them. */
export type Format = "lines" | "documents" | "Parquet" | "Avro" | "CSV" | "TSV";

/** What a content is. */
export interface Content {
  readonly compression: Compression;
  readonly format: Format;
}

const COMPRESSIONS: readonly (readonly [Compression, string])[] = [
  ["gzip", "\x1f\x8b\x08"],
  ["zstd", "\x28\xb5\x2f\xfd"],
  ["xz", "\xfd7zXZ\0"],
  ["lz4", "\x04\x22\x4d\x18"],
  ["bz2", "BZh"],
];

/** The magic number of a frame of zstd that is to be skipped, or of the 15 after it. */
const SKIPPABLE = 0x184d2a50;

/** The compression of a content that begins with these bytes. */
export function detectCompression(first: Buffer): Compression {
  const text = first.toString("latin1", 0, FIRST_BYTES);
  const found = COMPRESSIONS.find(([, mark]) => text.startsWith(mark));
  if (found) return found[0];
  // pzstd begins with a frame that others skip.
  return first.length >= 4 && first.readUInt32LE() >>> 4 === SKIPPABLE >>> 4
    ? "zstd"
    : "none";
}

/**
 * The format of a content.
 * Throws input_failed if it cannot hold events.
 * @param name of the file; an ending such as .gz is passed over.
 * @param first its first bytes, decompressed.
 */
export function detectFormat(name: string, first: Buffer): Format {
  const text = first.toString("latin1", 0, FIRST_BYTES);
  if (text.startsWith("PAR1")) return "Parquet";
  if (text.startsWith("Obj\x01")) return "Avro";
  refuseForeignContent(name, first, detectCompression(first));
  const [, ending] =
    /\.(json|csv|tsv)$/i.exec(withoutCompressionEnding(name)) ?? [];
  switch (ending?.toLowerCase()) {
    case "json":
      return "documents";
    case "csv":
      return "CSV";
    case "tsv":
      return "TSV";
    default:
      return "lines";
  }
}

const withoutCompressionEnding = (name: string): string =>
  name.replace(/\.(gz|zst|zstd|xz|lz4|bz2)$/i, "");

/**
 * What a content is that begins with these bytes; undefined if only the engine can
 * decompress it.
 * Throws input_failed if it cannot hold events.
 */
export function lookAt(name: string, first: Buffer): Content | undefined {
  const compression = detectCompression(first);
  switch (compression) {
    case "none":
      return { compression, format: detectFormat(name, first) };
    case "gzip":
      return { compression, format: detectFormat(name, gunzipFirst(first)) };
    default:
      return undefined;
  }
}

/** The first bytes of what gzip has compressed; none if it is damaged. */
function gunzipFirst(first: Buffer): Buffer {
  try {
    return gunzipSync(first, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // Reading it finds out what is wrong.
    return Buffer.alloc(0);
  }
}
