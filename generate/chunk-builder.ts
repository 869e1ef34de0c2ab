const CHUNK_SIZE = 1 << 20;

/** A line without its LF; bytes where it is not valid UTF-8. */
export type Line = string | Buffer;

/** Gathers lines into chunks of about a megabyte. */
export class ChunkBuilder {
  #parts: Buffer[] = [];
  #text = "";
  #size = 0;

  add(line: Line): void {
    if (typeof line === "string") {
      this.#text += line;
    } else {
      this.#parts.push(Buffer.from(this.#text), line);
      this.#text = "";
    }
    this.#text += "\n";
    this.#size += line.length + 1;
  }

  get isFull(): boolean {
    return this.#size >= CHUNK_SIZE;
  }

  /** Returns what was gathered, and begins anew. */
  take(): Buffer {
    const chunk = Buffer.concat([...this.#parts, Buffer.from(this.#text)]);
    this.#parts = [];
    this.#text = "";
    this.#size = 0;
    return chunk;
  }
}
