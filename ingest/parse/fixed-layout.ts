/**
 * Digits are read in pairs: one lookup by two bytes gives the pair's value,
 * or NONE, which is negative, so that the values of a whole number can be
 * OR-ed and checked once. A UUID takes 16 lookups and one check.
 */
const NONE = -1;

/** The value of each pair of digits, by its two bytes read as little-endian. */
function tabulatePairs(digits: string, radix: number): Int16Array {
  const pairs = new Int16Array(0x10000).fill(NONE);
  for (const high of digits) {
    for (const low of digits) {
      pairs[high.charCodeAt(0) | (low.charCodeAt(0) << 8)] = parseInt(
        high + low,
        radix,
      );
    }
  }
  return pairs;
}

const HEX_PAIRS = tabulatePairs("0123456789abcdefABCDEF", 16);
const DECIMAL_PAIRS = tabulatePairs("0123456789", 10);

export const UUID_LENGTH = 36;
const HYPHEN = 0x2d;
const ZERO = 0x30;

function hexPair(view: DataView, at: number): number {
  return HEX_PAIRS[view.getUint16(at, true)]!;
}

function decimalPair(view: DataView, at: number): number {
  return DECIMAL_PAIRS[view.getUint16(at, true)]!;
}

/**
 * Reads the UUID at `at` into the four words at `into`, in EventRecord's
 * order. Returns false, with the words undefined, if there is none.
 */
export function readUuid(
  view: DataView,
  at: number,
  words: Uint32Array,
  into: number,
): boolean {
  const a = hexPair(view, at);
  const b = hexPair(view, at + 2);
  const c = hexPair(view, at + 4);
  const d = hexPair(view, at + 6);
  const e = hexPair(view, at + 9);
  const f = hexPair(view, at + 11);
  const g = hexPair(view, at + 14);
  const h = hexPair(view, at + 16);
  const i = hexPair(view, at + 19);
  const j = hexPair(view, at + 21);
  const k = hexPair(view, at + 24);
  const l = hexPair(view, at + 26);
  const m = hexPair(view, at + 28);
  const n = hexPair(view, at + 30);
  const o = hexPair(view, at + 32);
  const p = hexPair(view, at + 34);
  words[into] = (e << 24) | (f << 16) | (g << 8) | h;
  words[into + 1] = (a << 24) | (b << 16) | (c << 8) | d;
  words[into + 2] = (m << 24) | (n << 16) | (o << 8) | p;
  words[into + 3] = (i << 24) | (j << 16) | (k << 8) | l;
  return (
    (a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p) >= 0 &&
    view.getUint8(at + 8) === HYPHEN &&
    view.getUint8(at + 13) === HYPHEN &&
    view.getUint8(at + 18) === HYPHEN &&
    view.getUint8(at + 23) === HYPHEN
  );
}

/**
 * Reads one decimal digit, or two without a leading zero; a negative
 * number when `bytes[start, end)` is anything else.
 */
export function readOneOrTwoDigits(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const first = bytes[start]! - ZERO;
  if (end - start === 1) return first <= 9 ? first : NONE;
  if (end - start !== 2) return NONE;
  const second = bytes[start + 1]! - ZERO;
  const digits = first >= 1 && first <= 9 && second >= 0 && second <= 9;
  return digits ? first * 10 + second : NONE;
}

/** Reads ten decimal digits; a negative number when not all are digits. */
export function readTenDigits(view: DataView, at: number): number {
  const a = decimalPair(view, at);
  const b = decimalPair(view, at + 2);
  const c = decimalPair(view, at + 4);
  const d = decimalPair(view, at + 6);
  const e = decimalPair(view, at + 8);
  if ((a | b | c | d | e) < 0) return NONE;
  return (a * 10_000 + b * 100 + c) * 10_000 + (d * 100 + e);
}

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

/** From 2001-09-09 until 2286 a Unix time has ten digits. */
const TIME_LENGTH = 10;
const FIRST_TEN_DIGIT_TIME = 1_000_000_000;

const NO_TIME = -1;

/**
 * What an event in the usual layout has between its id and the first value in
 * its data: the same for all events of a type, but for the time.
 */
export class Head {
  readonly length: number;
  readonly #toTime: FixedText;
  readonly #toValue: FixedText;

  constructor(eventType: string, firstKey: string) {
    this.#toTime = new FixedText(
      `, "event_type": "${eventType}", "event_timestamp": `,
    );
    this.#toValue = new FixedText(`, "event_data": {"${firstKey}": "`);
    this.length = this.#toTime.length + TIME_LENGTH + this.#toValue.length;
  }

  /**
   * The time in the head at `at`; a negative number if there is no such head.
   * All its bytes must be readable.
   */
  readTime(view: DataView, at: number): number {
    const timeAt = at + this.#toTime.length;
    if (!this.#toTime.standsAt(view, at)) return NO_TIME;
    if (!this.#toValue.standsAt(view, timeAt + TIME_LENGTH)) return NO_TIME;
    const time = readTenDigits(view, timeAt);
    // With a zero in front it would not be JSON.
    return time >= FIRST_TEN_DIGIT_TIME ? time : NO_TIME;
  }
}
