import {
  accessSync,
  constants,
  createReadStream,
  statSync,
  type Stats,
  openSync,
} from "node:fs";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { Socket } from "node:net";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { explainUnreadable } from "../../common/explain-files.ts";
import { decompressGzip } from "./decompress-gzip.ts";
import { readTailOf, type Shard } from "./shard.ts";
import { planShards, shardBytesFor } from "./plan-shards.ts";
import { readDocuments } from "./read-documents.ts";
import { writeSegments } from "./write-segments.ts";

/** Bytes read from a file at a time. */
const READ_BYTES = 256 * 1024;

/** Standard input, as the command names it. */
export const STANDARD_INPUT = "-";

/** A file that the command names. */
export interface InputFile {
  /** As the command names it. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
  /** From 1, in the order of the command. */
  readonly number: number;
  /** Bytes on disk; undefined if unknown. */
  readonly bytes: number | undefined;
  /** Lines can be read at any place: neither compressed, piped nor JSON. */
  readonly shardable: boolean;
  /** A *.json file: its elements are its lines. */
  readonly documents: boolean;
  readonly gzip: boolean;
  /** A named pipe: its data may arrive late. */
  readonly pipe: boolean;
  readonly inode: number;
  /** The last bytes of a shardable file; see FileIdentity. */
  readonly tail: string;
}

/**
 * Looks at the files before a run starts.
 * @param directory the folder that relative names start from.
 * Throws input_failed if a file is missing, a directory or not readable.
 */
export function inspectInput(
  names: readonly string[],
  directory: string,
): InputFile[] {
  return names.map((name, index) => {
    const gzip = name.endsWith(".gz");
    const documents = /\.json(\.gz)?$/.test(name);
    const path = resolve(directory, name);
    const kind = { name, path, number: index + 1, gzip, documents };
    if (name === STANDARD_INPUT)
      return {
        ...kind,
        bytes: undefined,
        shardable: false,
        pipe: false,
        inode: 0,
        tail: "",
      };
    const stats = statFile(kind);
    const regular = stats.isFile();
    const shardable = regular && !gzip && !documents;
    return {
      ...kind,
      bytes: regular ? stats.size : undefined,
      shardable,
      pipe: stats.isFIFO(),
      inode: stats.ino,
      tail: shardable ? readTailOf(path, stats.size) : "",
    };
  });
}

function statFile({ name, path }: Pick<InputFile, "name" | "path">): Stats {
  let stats: Stats;
  try {
    stats = statSync(path);
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw explainUnreadable(`file ${name}`, error);
  }
  if (stats.isDirectory())
    throw new TouchlineError(
      "input_failed",
      `${name} is a directory: name the files in it, such as ${name.replace(/\/$/, "")}/*.jsonl`,
    );
  return stats;
}

/** What reading the input needs to know. */
export interface ReadOptions {
  readonly workers: number;
  /** Bytes of a shard; the default keeps all workers busy. */
  readonly shardBytes?: number | undefined;
  /** Where segments of streams go. */
  readonly folder: string;
  /** Opens standard input. */
  readonly standardInput: () => Readable;
  /** Given the bytes of a stream as they are read. */
  readonly onStreamBytes: (file: InputFile, bytes: Buffer) => void;
  /** Aborted when the rest is not needed. */
  readonly signal: AbortSignal;
}

/** Yields the whole input as shards, numbered in its order from 0. */
export async function* readShards(
  files: readonly InputFile[],
  options: ReadOptions,
): AsyncGenerator<Shard, void> {
  let next = 0;
  for (const file of files) {
    for await (const shard of shardsOf(file, options, next)) {
      yield shard;
      next = shard.number + 1;
    }
  }
}

function shardsOf(
  file: InputFile,
  options: ReadOptions,
  firstNumber: number,
): AsyncIterable<Shard> | Iterable<Shard> {
  const { name, number, bytes, inode, shardable } = file;
  if (shardable && bytes !== undefined) {
    const size = options.shardBytes ?? shardBytesFor(bytes, options.workers);
    const identity = { inode, size: bytes, tail: file.tail };
    return planShards(file, number, identity, size, firstNumber);
  }
  const chunks = openStream(file, options);
  return writeSegments(file.documents ? readDocuments(chunks, name) : chunks, {
    folder: options.folder,
    fileNumber: number,
    firstNumber,
  });
}

async function* watch(
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytes: Buffer) => void,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    onBytes(chunk);
    yield chunk;
  }
}

async function* openStream(
  file: InputFile,
  { standardInput, onStreamBytes, signal }: ReadOptions,
): AsyncGenerator<Buffer, void> {
  const { name, path, gzip, pipe } = file;
  const piped = name === STANDARD_INPUT;
  const source = piped
    ? standardInput()
    : pipe
      ? openPipe(path)
      : createReadStream(path, { highWaterMark: READ_BYTES });
  const read = watch(source, (bytes) => onStreamBytes(file, bytes));
  // Stop waiting for input when the run is cancelled.
  const stop = () => source.destroy();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    yield* gzip ? decompressGzip(read) : read;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_"))
      throw explainUnreadable(piped ? "standard input" : `file ${name}`, error);
    throw new TouchlineError(
      "input_failed",
      `${name} is not a complete gzip file (${messageOf(error)}): copy it again, or check it with gzip -t`,
      { cause: error },
    );
  } finally {
    signal.removeEventListener("abort", stop);
    source.destroy();
  }
}

/**
 * Opens a named pipe, and reads it until its last writer closes it. Reading it as
 * a file would block a thread until data arrives, and neither a cancelled run nor
 * the end of the process would unblock it.
 */
export function openPipe(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
