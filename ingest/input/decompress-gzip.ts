import { createGunzip, type Gunzip } from "node:zlib";

/**
 * Bytes decompressed at a time. Each is a trip to a thread of zlib's and back;
 * with its own 16 KiB, the trips take longer than the decompressing.
 */
const DECOMPRESSED_BYTES = 128 * 1024;

/**
 * Decompresses gzip. A file may have several members, with zero bytes between
 * and behind them, as tapes and block devices pad.
 * Throws zlib's error, with a code such as Z_DATA_ERROR, for anything else. The
 * caller closes the source of the chunks.
 */
export async function* decompressGzip(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  const input = chunks[Symbol.asyncIterator]();
  let next = await read(input);
  do {
    // zlib reads members that follow one another directly, and stops without
    // an error at a zero byte behind one.
    const members = new Members(input, next);
    yield* members.gunzip as AsyncIterable<Buffer>;
    next = await skipZeros(input, members.rest());
  } while (next);
}

/** Members of gzip without bytes between them, being decompressed. */
class Members {
  readonly gunzip: Gunzip = createGunzip({ chunkSize: DECOMPRESSED_BYTES });
  /** The chunk written last. */
  #chunk: Buffer | undefined;
  #written = 0;

  constructor(input: AsyncIterator<Buffer>, first: Buffer | undefined) {
    this.#feed(input, first).catch((error: unknown) =>
      this.gunzip.destroy(error as Error),
    );
  }

  /** Writes chunk after chunk, up to one that holds more than members. */
  async #feed(
    input: AsyncIterator<Buffer>,
    first: Buffer | undefined,
  ): Promise<void> {
    for (let next = first; next; next = await read(input)) {
      const chunk = (this.#chunk = next);
      this.#written += chunk.length;
      await new Promise<void>((resolve, reject) =>
        this.gunzip.write(chunk, (error) =>
          error ? reject(error) : resolve(),
        ),
      );
      if (this.#unread() > 0) return;
    }
    this.#chunk = undefined;
    this.gunzip.end();
  }

  /** What the last chunk holds behind the last member; nothing at the end. */
  rest(): Buffer | undefined {
    return this.#chunk?.subarray(this.#chunk.length - this.#unread());
  }

  #unread(): number {
    return this.#written - this.gunzip.bytesWritten;
  }
}

async function read(input: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const next = await input.next();
  return next.done ? undefined : next.value;
}

/** What follows the zero bytes; undefined at the end. */
async function skipZeros(
  input: AsyncIterator<Buffer>,
  rest: Buffer | undefined,
): Promise<Buffer | undefined> {
  for (let next = rest; next; next = await read(input)) {
    const at = next.findIndex((byte) => byte !== 0);
    if (at >= 0) return next.subarray(at);
  }
  return undefined;
}
