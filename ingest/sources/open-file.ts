import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { checkFrames, isFramed } from "./content/check-frames.ts";
import { lookAt, type Content } from "./content/detect-content.ts";
import { FIRST_BYTES } from "./content/foreign-content.ts";
import type { InputFile } from "./input-file.ts";
import { localFile, type Location } from "./engine/location.ts";
import { lookInto } from "./find/look-into.ts";
import { readBytes, readContent } from "./engine/read-with-engine.ts";
import { readLocal } from "./read-local.ts";
import { unpack } from "./content/unpack.ts";
import type { ReadingEngine } from "./engine/reading-engine.ts";

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
  if (content.compression === "bz2")
    return copyUnpacked(file, readLocal(file, options), options);
  if (isFramed(content.compression))
    checkFrames(path, name, content.compression);
  const location = localFile(name, await engine.link(path));
  return readByEngine(file, content, location, options);
}

/** Whether no engine is needed to read it; bzip2 is nothing that the engine knows. */
const isOurs = ({ compression, format }: Content): boolean =>
  ["none", "gzip", "bz2"].includes(compression) &&
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
  // Its lines come faster than its bytes.
  if (compression === "none" && format === "lines")
    return readByEngine(file, content, location, options);
  if (isOurs(content)) return decompress(file, content, bytes(), options);
  return compression === "bz2"
    ? copyUnpacked(file, bytes(), options)
    : readByEngine(file, content, location, options);
}

/** Copies a file into the folder of the run, where the engine reads it. */
async function copy(
  file: InputFile,
  bytes: AsyncIterable<Buffer>,
  options: OpenOptions,
): Promise<OpenFile> {
  const { engine, folder, onRead } = options;
  const path = join(folder, `${randomUUID()}.copy`);
  const counted = tap(bytes, (chunk) => onRead(chunk.length));
  await writeFile(path, counted, { mode: 0o600 });
  const content = await lookInto(file.name, path, engine);
  const opened = await openFile(
    { ...file, path, content, source: { kind: "file", inode: 0, tail: "" } },
    { ...options, onRead: () => undefined },
  );
  file.content = opened.content;
  return { ...opened, chunks: thenRemove(path, opened.chunks) };
}

/** The same of bzip2, which the engine does not decompress. */
const copyUnpacked = (
  file: InputFile,
  bytes: AsyncIterable<Buffer>,
  options: OpenOptions,
): Promise<OpenFile> => copy(file, unpack(file.name, bytes, "bz2"), options);

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
  return { content, chunks: unpack(file.name, read, content.compression) };
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
  const rest = chunks[Symbol.asyncIterator]() as AsyncIterator<Buffer, void>;
  let first: Buffer = Buffer.alloc(0);
  while (first.length < bytes) {
    const next = await rest.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  async function* all() {
    yield first;
    yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { first, chunks: all() };
}
