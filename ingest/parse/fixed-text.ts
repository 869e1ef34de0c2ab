const WORD = 8;

/**
 * Text of at least eight printable ASCII characters that is looked for at a
 * known place. It is compared eight bytes at a time, as doubles: printable
 * ASCII makes neither a NaN nor a zero, so here two doubles are equal exactly
 * when their bytes are.
 */
export class FixedText {
  readonly length: number;
  readonly #words: Float64Array;
  readonly #lastWord: number;
  /** Where the last word is; it overlaps the one before. */
  readonly #lastAt: number;

  constructor(text: string) {
    if (!/^[ -~]{8,}$/.test(text)) {
      throw new Error(`not eight or more printable characters: ${text}`);
    }
    const bytes = new TextEncoder().encode(text);
    const view = new DataView(bytes.buffer);
    this.length = bytes.length;
    this.#lastAt = bytes.length - WORD;
    this.#lastWord = view.getFloat64(this.#lastAt, true);
    this.#words = Float64Array.from(
      { length: Math.ceil(this.#lastAt / WORD) },
      (_, i) => view.getFloat64(i * WORD, true),
    );
  }

  /** Whether the bytes from `at` on are this text. All must be readable. */
  standsAt(view: DataView, at: number): boolean {
    const words = this.#words;
    for (let i = 0; i < words.length; i++) {
      if (view.getFloat64(at + i * WORD, true) !== words[i]) return false;
    }
    return view.getFloat64(at + this.#lastAt, true) === this.#lastWord;
  }
}
