import { createWriteStream, realpathSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { messageOf, TouchlineError } from "../common/errors.ts";
import {
  generateSeason,
  type ExpectedCounts,
} from "./generator/generate-season.ts";
import {
  readGeneratorOptions,
  USAGE,
  type GeneratorCommand,
} from "./generator/read-generator-options.ts";

/**
 * The generate command: writes a made-up season of events, and beside it what
 * a run over them must count. Returns the exit status.
 */
export async function generateEvents(args: readonly string[]): Promise<number> {
  try {
    const command = readGeneratorOptions(args, Date.now() / 1000);
    if (command === "help") process.stdout.write(USAGE);
    else await write(command);
    return 0;
  } catch (error) {
    console.error(`generate: ${messageOf(error)}`);
    return error instanceof TouchlineError ? error.exitCode : 1;
  }
}

async function write(command: GeneratorCommand): Promise<void> {
  const { out } = command;
  let expected: ExpectedCounts | undefined;
  const chunks = Readable.from(
    (function* () {
      expected = yield* generateSeason(command);
    })(),
  );
  if (out === undefined) {
    await pipeline(chunks, process.stdout).catch(ignoreClosedPipe);
    return;
  }
  const file = createWriteStream(out);
  if (out.endsWith(".gz")) await pipeline(chunks, createGzip(), file);
  else await pipeline(chunks, file);
  await writeFile(
    `${out}.expected.json`,
    `${JSON.stringify(expected, null, 2)}\n`,
  );
  console.error(
    `wrote ${expected?.lines} lines to ${out}, and their expected counts to ${out}.expected.json`,
  );
}

/** A reader such as head may stop before the end. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

const main = process.argv[1];
if (main !== undefined && realpathSync(main) === import.meta.filename) {
  process.exitCode = await generateEvents(process.argv.slice(2));
}
