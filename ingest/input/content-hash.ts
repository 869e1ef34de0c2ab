import { createHash } from "node:crypto";

/**
 * Bytes that are hashed as one piece. Shards start at a multiple of it, so
 * workers can hash a file together, and its hash does not depend on the cut.
 */
export const PIECE_BYTES = 256 * 1024;

const digest = (bytes: Buffer): string =>
  createHash("sha256").update(bytes).digest("hex");

/** The hashes, one after another, of the pieces of a range of a file. */
export function hashPieces(range: Buffer): string {
  let hashes = "";
  for (let from = 0; from < range.length; from += PIECE_BYTES)
    hashes += digest(range.subarray(from, from + PIECE_BYTES));
  return hashes;
}

/** The hash of a content, of the hashes of all its pieces. */
export const hashContent = (pieces: readonly string[]): string =>
  createHash("sha256").update(pieces.join("")).digest("hex");

/** Hashes a content that arrives in chunks of any length. */
export class ContentHash {
  readonly #pieces: string[] = [];
  #piece = createHash("sha256");
  #bytes = 0;

  add(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      const part = rest.subarray(0, PIECE_BYTES - this.#bytes);
      this.#piece.update(part);
      this.#bytes += part.length;
      rest = rest.subarray(part.length);
      if (this.#bytes === PIECE_BYTES) this.#endPiece();
    }
  }

  /** The hash of all that was added; nothing may be added afterwards. */
  end(): string {
    if (this.#bytes > 0) this.#endPiece();
    return hashContent(this.#pieces);
  }

  #endPiece(): void {
    this.#pieces.push(this.#piece.digest("hex"));
    this.#piece = createHash("sha256");
    this.#bytes = 0;
  }
}
