import { closeSync, openSync, readSync } from "node:fs";
import {
  detectCompression,
  detectFormat,
  lookAt,
  type Content,
} from "./content.ts";
import { FIRST_BYTES } from "./foreign-content.ts";
import { localFile, type Location } from "./location.ts";
import { readFirstBytes } from "./read-with-engine.ts";
import type { ReadingEngine } from "./reading-engine.ts";

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
  return (
    lookAt(name, first) ??
    lookWithin(localFile(name, await engine.link(path)), first, engine)
  );
}

/** The same of a file that the engine decompresses. */
export async function lookWithin(
  location: Location,
  first: Buffer,
  engine: ReadingEngine,
): Promise<Content> {
  const compression = detectCompression(first);
  const within = await readFirstBytes(engine, location, compression);
  return { compression, format: detectFormat(location.name, within) };
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
