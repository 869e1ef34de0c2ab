import { createWriteStream, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { isClosedPipe, outputFailed } from "../common/watch-output.ts";
import {
  generateSeason,
  type ExpectedCounts,
  type GeneratorOptions,
} from "./generate-season.ts";

/**
 * Writes a season to a file, compressed if its name ends in .gz, and what a
 * run over it must count to the same name with .expected.json behind it.
 * Until all is written, what was there before stays as it is.
 * Throws input_failed, and cancelled once the signal is given.
 */
export async function writeSeason(
  options: GeneratorOptions,
  path: string,
  signal?: AbortSignal,
): Promise<ExpectedCounts> {
  const draft = isReplaceable(path) ? `${path}.partial` : path;
  try {
    const expected = await writeLines(options, path, draft, signal);
    if (draft !== path) await rename(draft, path);
    const counts = `${JSON.stringify(expected, null, 2)}\n`;
    await writeFile(`${path}.expected.json`, counts);
    return expected;
  } catch (error) {
    if (draft !== path) await rm(draft, { force: true });
    if (signal?.aborted)
      throw new TouchlineError(
        "cancelled",
        `cancelled; ${path} was not written`,
        { cause: error },
      );
    throw new TouchlineError(
      "input_failed",
      `cannot write ${path}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function writeLines(
  options: GeneratorOptions,
  name: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ExpectedCounts> {
  let expected: ExpectedCounts | undefined;
  const chunks = Readable.from(
    (function* () {
      expected = yield* generateSeason(options);
    })(),
  );
  const file = createWriteStream(path);
  const ending = signal ? { signal } : {};
  if (name.endsWith(".gz")) await pipeline(chunks, createGzip(), file, ending);
  else await pipeline(chunks, file, ending);
  if (!expected) throw new Error("the season has no end");
  return expected;
}

/** Whether a file may take the place of what is there: a device stays. */
function isReplaceable(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

/**
 * Writes a season to standard output, until the end or until its reader has
 * enough. Throws output_failed where it cannot be written.
 */
export async function printSeason(
  options: GeneratorOptions,
  stream: NodeJS.WritableStream,
): Promise<void> {
  try {
    await pipeline(Readable.from(generateSeason(options)), stream);
  } catch (error) {
    if (!isClosedPipe(error)) throw outputFailed("stdout", error);
  }
}
