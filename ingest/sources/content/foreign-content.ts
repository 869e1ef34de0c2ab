/* eslint-disable no-control-regex -- binary content begins with control characters */
import { TouchlineError } from "../../../common/errors.ts";
import { labelOf, STANDARD_INPUT } from "../standard-input.ts";

/** Bytes at the start of a content that show what it is; tar has its mark at 257. */
export const FIRST_BYTES = 512;

/** How a content is compressed, as ClickHouse names it. */
export type Compression = "none" | "gzip" | "zstd" | "xz" | "lz4" | "bz2";

/** Content that holds no events in a form that can be read. */
type Foreign = readonly [
  /** Matches its first bytes, as Latin-1. */
  mark: RegExp,
  what: string,
  /** What to do, given the name of the file as a shell takes it. */
  remedy: (file: string) => string,
];

const PIPE = "npx touchline ingest -";

const unpack =
  (command: string) =>
  (file: string): string =>
    `unpack it, as with ${command.replace("FILE", file)} | ${PIPE}`;

const encode =
  (encoding: string) =>
  (file: string): string =>
    `convert it to UTF-8, as with iconv -f ${encoding} -t UTF-8 ${file} | ${PIPE}`;

const exportEvents = (): string =>
  "export its events as JSON Lines, CSV or Parquet";

const nameEvents = (): string =>
  "name files of JSON Lines, JSON, CSV, Parquet or Avro";

const FOREIGN: readonly Foreign[] = [
  [/^PK\x03\x04/, "a zip archive", unpack("unzip -p FILE")],
  [/^PK\x05\x06/, "an empty zip archive", nameEvents],
  [/^7z\xbc\xaf\x27\x1c/, "a 7z archive", unpack("7z x -so FILE")],
  [/^Rar!\x1a\x07/, "a RAR archive", unpack("unrar p -inul FILE")],
  [/^.{256}\0ustar/s, "a tar archive", unpack("tar -xOf FILE")],
  [/^(\xff\xfe\0\0|\0\0\xfe\xff)/, "UTF-32 text", encode("UTF-32")],
  [/^(\xff\xfe|\xfe\xff)/, "UTF-16 text", encode("UTF-16")],
  // Without a mark, every other byte of plain text is zero.
  [/^([^\0]\0){2}/, "UTF-16 text", encode("UTF-16LE")],
  [/^(\0[^\0]){2}/, "UTF-16 text", encode("UTF-16BE")],
  [/^SQLite format 3\0/, "a SQLite database", exportEvents],
  [/^.{8}DUCK.\0/s, "a DuckDB database", exportEvents],
  [/^ORC/, "an ORC file", () => "write it as Parquet"],
  [/^ARROW1\0\0/, "an Arrow file", () => "write it as Parquet"],
  [/^PARE/, "an encrypted Parquet file", () => "write it without encryption"],
  [/^\x80[\x02-\x05]/, "a Python pickle", exportEvents],
  [/^\x89HDF\r\n/, "an HDF5 file", exportEvents],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, "an Office document", exportEvents],
  [/^%PDF-/, "a PDF document", nameEvents],
  [/^\x89PNG\r\n/, "a PNG image", nameEvents],
  [/^\xff\xd8\xff/, "a JPEG image", nameEvents],
  [/^GIF8[79]a/, "a GIF image", nameEvents],
  [/^RIFF.{4}WEBP/s, "a WebP image", nameEvents],
  [/^\x7fELF/, "a program", nameEvents],
  [/^[\xce\xcf]\xfa\xed\xfe/, "a program", nameEvents],
  [/^MZ.{2}.{56}.{2}\0\0/s, "a program", nameEvents],
];

/**
 * Throws input_failed, with what to do, if a content is of a kind that holds no
 * events in a form that can be read.
 * @param first its first bytes, decompressed.
 * @param compression what they are compressed with once more.
 */
export function refuseForeignContent(
  name: string,
  first: Buffer,
  compression: Compression,
): void {
  if (compression !== "none")
    throw refusal(
      name,
      "compressed twice",
      `decompress it once, and pipe the result into ${PIPE}`,
    );
  const file =
    /^[\w./@%+=,-]+$/.test(name) && name !== STANDARD_INPUT ? name : "FILE";
  const text = first.toString("latin1", 0, FIRST_BYTES);
  const found = FOREIGN.find(([mark]) => mark.test(text));
  if (!found) return;
  const [, what, remedy] = found;
  throw refusal(name, `${what}, not an event file`, remedy(file));
}

function refusal(name: string, what: string, remedy: string): TouchlineError {
  return new TouchlineError(
    "input_failed",
    `${labelOf(name)} is ${what}: ${remedy}`,
  );
}
