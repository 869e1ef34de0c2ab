import type { Statement } from "../../../clickhouse/connection/store.ts";
import { messageOf, TouchlineError } from "../../../common/errors.ts";
import type { Content } from "../content/detect-content.ts";
import { readRows } from "../rows/event-rows.ts";
import { FIRST_BYTES, type Compression } from "../content/foreign-content.ts";
import type { Location } from "./location.ts";
import type { ReadingEngine } from "./reading-engine.ts";

const LONGEST_REASON = 400;

/**
 * Reads the events of a file as lines, or, for a file of documents, its text.
 * Throws input_failed with the engine's reason.
 */
export async function* readContent(
  engine: ReadingEngine,
  file: Location,
  content: Content,
): AsyncGenerator<Buffer, void> {
  const { compression } = content;
  switch (content.format) {
    case "lines":
      yield* readLines(engine, file, compression);
      break;
    case "documents":
      yield* readBytes(engine, file, compression);
      break;
    default:
      yield* explaining(file, () => readRows(engine, file, content));
  }
}

/** The bytes of a file, decompressed: some 80 MB a second. */
export function readBytes(
  engine: ReadingEngine,
  file: Location,
  compression: Compression,
  most?: number,
): AsyncGenerator<Buffer, void> {
  const table = file.tableOf("RowBinary", "byte UInt8", compression);
  const limit = most === undefined ? "" : ` LIMIT ${most}`;
  const sql = `SELECT byte FROM ${table}${limit} FORMAT RowBinary`;
  return explaining(file, () => engine.stream({ name: "read-bytes", sql }));
}

/** The first bytes of a file, decompressed. */
export async function readFirstBytes(
  engine: ReadingEngine,
  file: Location,
  compression: Compression,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readBytes(engine, file, compression, FIRST_BYTES))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * The lines of a file, five times as fast as its bytes. The engine holds a line as
 * a whole; where its memory does not suffice, the rest is read as bytes.
 */
async function* readLines(
  engine: ReadingEngine,
  file: Location,
  compression: Compression,
): AsyncGenerator<Buffer, void> {
  const table = file.tableOf("LineAsString", "line String", compression);
  const sql = `SELECT line FROM ${table} FORMAT TSVRaw`;
  let passed = 0;
  try {
    const lines = () => engine.stream({ name: "read-lines", sql });
    for await (const piece of explaining(file, lines)) {
      yield piece;
      passed += piece.length;
    }
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    for await (const piece of readBytes(engine, file, compression)) {
      const known = Math.min(passed, piece.length);
      passed -= known;
      if (known < piece.length) yield piece.subarray(known);
    }
  }
}

/** The rows of a SELECT about a file. */
export async function selectRows<Row>(
  engine: ReadingEngine,
  file: Location,
  statement: Statement,
): Promise<Row[]> {
  try {
    return await engine.rows<Row>(statement);
  } catch (error) {
    throw explainFailure(file, error);
  }
}

async function* explaining(
  file: Location,
  read: () => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    yield* read();
  } catch (error) {
    throw explainFailure(file, error);
  }
}

/** What the engine reports is about the file, but for failures of its own. */
function explainFailure(file: Location, error: unknown): unknown {
  if (error instanceof TouchlineError && error.kind !== "database_failed")
    return error;
  if (isOutOfMemory(error))
    return new TouchlineError(
      "input_failed",
      `reading ${file.name} takes more memory than 1 GiB: write Parquet and Avro in smaller groups of rows, such as 100,000, and look for a quote that is never closed in CSV`,
      { cause: error },
    );
  const reason = essence(messageOf(error));
  return new TouchlineError(
    "input_failed",
    file.explain?.(reason) ?? `cannot read ${file.name}: ${reason}`,
    { cause: error },
  );
}

/** Whether an error of the engine, or one that explains it, is about memory. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  (/MEMORY_LIMIT_EXCEEDED/.test(error.message) || isOutOfMemory(error.cause));

/** The engine's reason, without its own names for the file and its steps. */
const essence = (message: string): string =>
  message
    .replace(/^[a-z-]+: (?:std::exception\. )?/, "")
    .replace(/: While reading from: \S+/g, "")
    .replace(/:? \(in file\/uri [^)]*\)/g, "")
    .replace(/: While executing \w+/g, "")
    .replace(/,? Stack trace.*$/s, "")
    .replace(/ \(version [\d.]+\)/g, "")
    .replace(/Poco::Exception\. Code: \d+, e\.code\(\) = \d+, /, "")
    .slice(0, LONGEST_REASON);
