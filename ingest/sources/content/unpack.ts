import { messageOf, TouchlineError } from "../../../common/errors.ts";
import { BadBzip2, decompressBzip2 } from "../../input/decompress-bzip2.ts";
import { decompressGzip } from "../../input/decompress-gzip.ts";
import type { Compression } from "./foreign-content.ts";
import { labelOf } from "../standard-input.ts";

/**
 * Decompresses what needs no engine for it; passes on what is not compressed.
 * Throws input_failed if it is damaged.
 * @param name of the file.
 */
export async function* unpack(
  name: string,
  chunks: AsyncIterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer, void> {
  if (compression === "gzip")
    yield* explaining(name, "gzip", isZlibError, decompressGzip(chunks));
  else if (compression === "bz2")
    yield* explaining(name, "bzip2", isBadBzip2, decompressBzip2(chunks));
  else yield* chunks;
}

const isZlibError = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code?.startsWith("Z_") ?? false;

const isBadBzip2 = (error: unknown): boolean => error instanceof BadBzip2;

async function* explaining(
  name: string,
  program: string,
  isDamage: (error: unknown) => boolean,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    yield* chunks;
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new TouchlineError(
      "input_failed",
      `${labelOf(name)} is not a complete ${program} file (${messageOf(error)}): copy it again, or check it with ${program} -t`,
      { cause: error },
    );
  }
}
