import { constants, createReadStream, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { explainUnreadable } from "../../common/explain-files.ts";
import type { InputFile } from "./input-file.ts";
import { labelOf, STANDARD_INPUT } from "./standard-input.ts";

/** Bytes read from a file at a time. */
const READ_BYTES = 256 * 1024;

/** Reads the bytes of a file, of standard input or of a pipe, as they are stored. */
export async function* readLocal(
  { name, path, source }: InputFile,
  options: {
    readonly standardInput: () => Readable;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<Buffer, void> {
  const { standardInput, signal } = options;
  const isPipe = source.kind === "pipe";
  const isStandardInput = isPipe && name === STANDARD_INPUT;
  const isNamedPipe = isPipe && source.isNamed;
  const stream = isStandardInput
    ? standardInput()
    : isNamedPipe
      ? openPipe(path)
      : createReadStream(path, { highWaterMark: READ_BYTES });
  // Stop waiting for input when the run is cancelled.
  const stop = () => stream.destroy();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    const what = isStandardInput ? labelOf(name) : `file ${name}`;
    throw explainUnreadable(what, error);
  } finally {
    signal.removeEventListener("abort", stop);
    stream.destroy();
  }
}

/**
 * Opens a named pipe, and reads it until its last writer closes it. Reading it as
 * a file would block a thread until data arrives, and neither a cancelled run nor
 * the end of the process would unblock it.
 */
function openPipe(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
