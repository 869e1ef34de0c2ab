import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import {
  generateSeason,
  type ExpectedCounts,
  type GeneratorOptions,
} from "./generate-season.ts";

/**
 * Writes a season to a file, compressed if its name ends in .gz, and what a
 * run over it must count to the same name with .expected.json behind it.
 */
export async function writeSeason(
  options: GeneratorOptions,
  path: string,
): Promise<ExpectedCounts> {
  let expected: ExpectedCounts | undefined;
  const chunks = Readable.from(
    (function* () {
      expected = yield* generateSeason(options);
    })(),
  );
  try {
    const file = createWriteStream(path);
    if (path.endsWith(".gz")) await pipeline(chunks, createGzip(), file);
    else await pipeline(chunks, file);
    await writeFile(
      `${path}.expected.json`,
      `${JSON.stringify(expected, null, 2)}\n`,
    );
  } catch (error) {
    throw new TouchlineError(
      "input_failed",
      `cannot write ${path}: ${messageOf(error)}`,
      { cause: error },
    );
  }
  if (!expected) throw new Error("the season has no end");
  return expected;
}

/** Writes a season to a stream, until the end or until its reader has enough. */
export async function printSeason(
  options: GeneratorOptions,
  stream: NodeJS.WritableStream,
): Promise<void> {
  try {
    await pipeline(Readable.from(generateSeason(options)), stream);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EPIPE") throw error;
  }
}
