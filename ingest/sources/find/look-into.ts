import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import {
  detectCompression,
  detectFormat,
  lookAt,
  type Content,
} from "../content/detect-content.ts";
import { FIRST_BYTES } from "../content/foreign-content.ts";
import { localFile, type Location } from "../engine/location.ts";
import { readBytes, readFirstBytes } from "../engine/read-with-engine.ts";
import type { ReadingEngine } from "../engine/reading-engine.ts";
import { unpack } from "../content/unpack.ts";

/**
 * What a file on this machine holds.
 * Throws input_failed if it cannot hold events.
 */
export async function lookInto(
  name: string,
  path: string,
  engine: ReadingEngine,
): Promise<Content> {
  const first = readFirst(path);
  const known = lookAt(name, first);
  if (known) return known;
  const compression = detectCompression(first);
  const within =
    compression === "bz2"
      ? await unpackFirst(name, createReadStream(path))
      : await readFirstBytes(
          engine,
          localFile(name, await engine.link(path)),
          compression,
        );
  return { compression, format: detectFormat(name, within) };
}

/** The same of a file elsewhere. */
export async function lookElsewhere(
  location: Location,
  engine: ReadingEngine,
): Promise<Content> {
  const first = await readFirstBytes(engine, location, "none");
  const known = lookAt(location.name, first);
  if (known) return known;
  const compression = detectCompression(first);
  const within =
    compression === "bz2"
      ? await unpackFirst(location.name, readBytes(engine, location, "none"))
      : await readFirstBytes(engine, location, compression);
  return { compression, format: detectFormat(location.name, within) };
}

/** The first block of what bzip2 has compressed. */
async function unpackFirst(
  name: string,
  chunks: AsyncIterable<Buffer>,
): Promise<Buffer> {
  for await (const block of unpack(name, chunks, "bz2")) return block;
  return Buffer.alloc(0);
}

function readFirst(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const first = Buffer.alloc(FIRST_BYTES);
    return first.subarray(0, readSync(file, first));
  } finally {
    closeSync(file);
  }
}
