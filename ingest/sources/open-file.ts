import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { decompressGzip } from "../input/decompress-gzip.ts";
import { checkFrames, isFramed } from "./check-frames.ts";
import { lookAt, type Content } from "./content.ts";
import { FIRST_BYTES } from "./foreign-content.ts";
import type { InputFile } from "./input-file.ts";
import { localFile, type Location } from "./location.ts";
import { lookInto } from "./look-into.ts";
import { readBytes, readContent } from "./read-with-engine.ts";
import { readLocal } from "./read-local.ts";
import type { ReadingEngine } from "./reading-engine.ts";

/** What reading a file as a stream needs to know. */
export interface OpenOptions {
  readonly engine: ReadingEngine;
  /** Where segments of streams go, and copies of what cannot be read twice. */
  readonly folder: string;
  /** Opens standard input. */
  readonly standardInput: () => Readable;
  /** Given what identifies the content of a file, piece by piece. */
  readonly onContent: (file: InputFile, bytes: Buffer) => void;
  /** Called as bytes of a file have been read. */
  readonly onRead: (bytes: number) => void;
  /** Aborted when the rest is not needed. */
  readonly signal: AbortSignal;
}

/** A file, opened. */
interface OpenFile {
  readonly content: Content;
  /** Its lines or, of documents, its text. */
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * Opens a file as a stream of its events.
 * Throws input_failed, here or while it is read, if that fails.
 */
export async function openFile(
  file: InputFile,
  options: OpenOptions,
): Promise<OpenFile> {
  const { name, path, source, content } = file;
  const { engine } = options;
  if (!content) return openPipe(file, options);
  if (source.kind === "remote")
    return openRemote(file, content, source.location, options);
  if (isOurs(content))
    return decompress(file, content, readLocal(file, options), options);
  if (isFramed(content.compression))
    checkFrames(path, name, content.compression);
  const location = localFile(name, await engine.link(path));
  return readByEngine(file, content, location, options);
}

/** Whether no engine is needed to decompress it. */
const isOurs = ({ compression, format }: Content): boolean =>
  (compression === "none" || compression === "gzip") &&
  (format === "lines" || format === "documents");

/** Opens a file whose first bytes have not been seen. */
async function openPipe(
  file: InputFile,
  options: OpenOptions,
): Promise<OpenFile> {
  const { first, chunks } = await peek(readLocal(file, options), FIRST_BYTES);
  const content = lookAt(file.name, first);
  if (!content || !isOurs(content)) return copy(file, chunks, options);
  file.content = content;
  return decompress(file, content, chunks, options);
}

function openRemote(
  file: InputFile,
  content: Content,
  location: Location,
  options: OpenOptions,
): OpenFile | Promise<OpenFile> {
  const { compression, format } = content;
  const bytes = () => readBytes(options.engine, location, "none");
  if (isFramed(compression)) return copy(file, bytes(), options);
  return isOurs(content) && (compression === "gzip" || format === "documents")
    ? decompress(file, content, bytes(), options)
    : readByEngine(file, content, location, options);
}

/** Copies a file into the folder of the run, where the engine reads it. */
async function copy(
  file: InputFile,
  bytes: AsyncIterable<Buffer>,
  options: OpenOptions,
): Promise<OpenFile> {
  const { engine, folder, onRead } = options;
  const path = join(folder, `${file.number}.copy`);
  const counted = tap(bytes, (chunk) => onRead(chunk.length));
  await writeFile(path, counted, { mode: 0o600 });
  const content = await lookInto(file.name, path, engine);
  const { chunks } = await openFile(
    { ...file, path, content, source: { kind: "file", inode: 0, tail: "" } },
    { ...options, onRead: () => undefined },
  );
  file.content = content;
  return { content, chunks: thenRemove(path, chunks) };
}

function decompress(
  file: InputFile,
  content: Content,
  bytes: AsyncIterable<Buffer>,
  { onRead, onContent }: OpenOptions,
): OpenFile {
  const read = tap(bytes, (chunk) => {
    onRead(chunk.length);
    onContent(file, chunk);
  });
  const isGzip = content.compression === "gzip";
  return { content, chunks: isGzip ? gunzip(file.name, read) : read };
}

async function* gunzip(
  name: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    yield* decompressGzip(chunks);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw error;
    throw new TouchlineError(
      "input_failed",
      `${name} is not a complete gzip file (${messageOf(error)}): copy it again, or check it with gzip -t`,
      { cause: error },
    );
  }
}

/** What the engine makes of a file identifies its content. */
function readByEngine(
  file: InputFile,
  content: Content,
  location: Location,
  { engine, onRead, onContent }: OpenOptions,
): OpenFile {
  const read = () => readContent(engine, location, content);
  const chunks = tap(engine.watch(read, onRead), (bytes) =>
    onContent(file, bytes),
  );
  return { content, chunks };
}

/** Passes chunks on, each after `look` has seen it. */
async function* tap(
  chunks: AsyncIterable<Buffer>,
  look: (chunk: Buffer) => void,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    look(chunk);
    yield chunk;
  }
}

async function* thenRemove(
  path: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    yield* chunks;
  } finally {
    rmSync(path, { force: true });
  }
}

/** Reads the first bytes of a stream, and gives all of it. */
async function peek(
  chunks: AsyncIterable<Buffer>,
  bytes: number,
): Promise<{ readonly first: Buffer; readonly chunks: AsyncIterable<Buffer> }> {
  const rest = chunks[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  while (first.length < bytes) {
    const { done, value } = await rest.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  async function* all() {
    yield first;
    yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { first, chunks: all() };
}
