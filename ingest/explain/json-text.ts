/** Where a text stops being JSON. */
export interface JsonFault {
  /** The first character that does not fit; the length if the text is cut off. */
  readonly at: number;
  readonly expected: string;
}

/** The first fault of a text, undefined if JSON.parse accepts it. */
export function findFault(text: string): JsonFault | undefined {
  return new Walk(text, []).run().fault;
}

/**
 * The value at a path of keys, as it is written; of several with one path the
 * last, as in JSON.parse. Undefined if there is none.
 * @param text valid JSON.
 */
export function findSource(
  text: string,
  path: readonly string[],
): string | undefined {
  const { start, end } = new Walk(text, path).run();
  return start < 0 ? undefined : text.slice(start, end);
}

const SPACES = new Set([0x20, 0x09, 0x0d, 0x0a]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = ["true", "false", "null"];

const readKey = (source: string): string =>
  source.includes("\\") ? (JSON.parse(source) as string) : source.slice(1, -1);

/** One pass over a text. It keeps its own stack: a line may nest deeply. */
class Walk {
  fault: JsonFault | undefined;
  /** Where the value at the path starts, or -1, and ends. */
  start = -1;
  end = -1;
  readonly #text: string;
  readonly #path: readonly string[];
  #at = 0;
  /** The ends of the containers around, the innermost last. */
  readonly #closers: ("}" | "]")[] = [];
  /** For each of them the key of the value; "" in an array. */
  readonly #keys: string[] = [];

  constructor(text: string, path: readonly string[]) {
    this.#text = text;
    this.#path = path;
  }

  run(): this {
    while (this.#value() && this.#behindValue());
    return this;
  }

  #fail(at: number, expected: string): false {
    this.fault = { at, expected };
    return false;
  }

  /** The next character that is not space. */
  #next(): string {
    while (SPACES.has(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text[this.#at] ?? "";
  }

  /** Reads a value, of a container that is not empty only its opening. */
  #value(): boolean {
    for (;;) {
      const character = this.#next();
      this.#begin();
      if (character !== "{" && character !== "[") {
        if (!this.#scalar(character)) return false;
        this.#finish();
        return true;
      }
      this.#at++;
      const closer = character === "{" ? "}" : "]";
      if (this.#next() === closer) {
        this.#at++;
        this.#finish();
        return true;
      }
      this.#closers.push(closer);
      this.#keys.push("");
      if (closer === "}" && !this.#key('a key in double quotes or "}"'))
        return false;
    }
  }

  /** Reads on to the next value; false at the end, or at a fault. */
  #behindValue(): boolean {
    for (;;) {
      const character = this.#next();
      const closer = this.#closers.at(-1);
      if (closer === undefined)
        return character === "" ? false : this.#fail(this.#at, "nothing more");
      if (character === ",") {
        this.#at++;
        return closer === "]" || this.#key("a key in double quotes");
      }
      if (character !== closer)
        return this.#fail(this.#at, `"," or "${closer}"`);
      this.#at++;
      this.#closers.pop();
      this.#keys.pop();
      this.#finish();
    }
  }

  #key(expected: string): boolean {
    if (this.#next() !== '"') return this.#fail(this.#at, expected);
    const from = this.#at;
    if (!this.#string()) return false;
    if (this.#keys.length <= this.#path.length)
      this.#keys[this.#keys.length - 1] = readKey(
        this.#text.slice(from, this.#at),
      );
    if (this.#next() !== ":") return this.#fail(this.#at, '":"');
    this.#at++;
    return true;
  }

  #scalar(first: string): boolean {
    if (first === '"') return this.#string();
    const word = WORDS.find((one) => this.#text.startsWith(one, this.#at));
    NUMBER.lastIndex = this.#at;
    const length = word?.length ?? NUMBER.exec(this.#text)?.[0].length;
    if (length === undefined) return this.#fail(this.#at, "a value");
    this.#at += length;
    return true;
  }

  #string(): boolean {
    const text = this.#text;
    for (let at = this.#at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return true;
      }
      if (code < 0x20)
        return this.#fail(at, "an escape such as \\n or \\u0000");
      if (code !== BACKSLASH) continue;
      at++;
      const escape = text[at] ?? "";
      if (escape === "") break;
      if (escape === "u") {
        const digits = text.slice(at + 1, at + 5);
        if (/^[0-9a-f]*$/i.test(digits) && at + 5 > text.length) break;
        if (!/^[0-9a-f]{4}$/i.test(digits))
          return this.#fail(at - 1, "four hex digits behind \\u");
        at += 4;
      } else if (!'"\\/bfnrt'.includes(escape))
        return this.#fail(at - 1, "an escape of JSON such as \\\\ or \\n");
    }
    return this.#fail(text.length, 'a closing "');
  }

  /** A value begins: that at the path, or one that replaces what holds it. */
  #begin(): void {
    if (!this.#isOnPath()) return;
    this.end = -1;
    this.start = this.#keys.length === this.#path.length ? this.#at : -1;
  }

  #finish(): void {
    if (
      this.start >= 0 &&
      this.end < 0 &&
      this.#keys.length === this.#path.length
    )
      this.end = this.#at;
  }

  #isOnPath(): boolean {
    const { length } = this.#keys;
    if (length > this.#path.length) return false;
    for (let depth = 0; depth < length; depth++)
      if (
        this.#closers[depth] !== "}" ||
        this.#keys[depth] !== this.#path[depth]
      )
        return false;
    return true;
  }
}
