import { randomUUID } from "node:crypto";
import { isUtf8 } from "node:buffer";
import { getManyValues, isMany, none } from "stream-chain/defs.js";
import { jsonParser, type Token } from "stream-json/core/parser.js";
import { stringer } from "stream-json/core/stringer.js";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { MAX_LINE_BYTES } from "./shard.ts";

/** An element of many small tokens is put together in between. */
const MOST_PIECES = 4096;

/** Bytes that become tokens at once: each may be one, which takes far more. */
const STEP_BYTES = 64 * 1024;

/** How the parser's messages begin. */
const PARSER_PREFIX = /^Parser (cannot parse input: |has )/;

/**
 * Reads JSON that is not line-delimited, one array of events or events one
 * after another over any number of lines, and yields each event as a line:
 * the same JSON, without the spaces around its tokens.
 * Invalid UTF-8 stays invalid in the line, so that only its event is rejected.
 * Throws input_failed if the text around the events is not JSON.
 *
 * The library parses in chunks and reports errors, and its `streamArray` would
 * build each event as an object, whatever its size. A line keeps the text of
 * numbers and of repeated keys, which JSON.parse loses, and has a maximum length.
 */
export async function* readDocuments(
  chunks: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<Buffer, void> {
  const brokenMark = randomUUID();
  const parse = jsonParser({
    jsonStreaming: true,
    packValues: false,
    streamValues: true,
  });
  const writer = new ElementWriter();
  const tokensOf = (text: string | typeof none): Token[] => {
    try {
      const result: unknown = parse(text as string);
      if (isMany(result)) return getManyValues(result) as Token[];
      return result === none ? [] : [result as Token];
    } catch (error) {
      const wrong = messageOf(error).replace(PARSER_PREFIX, "");
      const where = text === none ? " at its end" : "";
      throw notJson(path, `${wrong}${where}`, error);
    }
  };
  const linesOf = (tokens: readonly Token[]): Buffer | undefined => {
    for (const token of tokens) writer.put(token);
    if (writer.depth > MAX_LINE_BYTES)
      throw notJson(
        path,
        "a value is nested deeper than a line is long",
        undefined,
      );
    const lines = writer.take();
    if (lines === "") return undefined;
    return restoreBrokenBytes(lines, brokenMark);
  };
  for await (const text of decode(inSteps(chunks), brokenMark)) {
    const lines = linesOf(tokensOf(text));
    if (lines) yield lines;
  }
  const lines = linesOf(tokensOf(none));
  if (lines) yield lines;
  if (writer.isOpen)
    throw notJson(path, "it ends in the middle of a value", undefined);
}

function notJson(path: string, what: string, cause: unknown): TouchlineError {
  return new TouchlineError(
    "input_failed",
    `${path} is neither one JSON array nor JSON values one after another: ${what}. If it holds one event a line, give it another name than *.json`,
    { cause },
  );
}

/** The tokens that end a value. */
const VALUE_ENDS = new Set([
  "endObject",
  "endArray",
  "endString",
  "endNumber",
  "nullValue",
  "trueValue",
  "falseValue",
]);

/**
 * Writes tokens as lines: an element of an outermost array, or a document. The
 * library's stringer makes the text; it has no limit on the length of a value,
 * and would put commas between the lines.
 */
class ElementWriter {
  #lines: string[] = [];
  #stringify = stringer();
  #element: string[] = [];
  #elementLength = 0;
  /** The end of the element, not yet joined. */
  #pieces: string[] = [];
  /** How many values are open, one in another. */
  #depth = 0;
  /** The outermost of them is the array that holds the events. */
  #inArray = false;

  /** Whether a value has begun and not ended. */
  get isOpen(): boolean {
    return this.#depth > 0 || this.#elementLength > 0;
  }

  get depth(): number {
    return this.#depth;
  }

  take(): string {
    const lines = this.#lines.join("");
    this.#lines = [];
    return lines;
  }

  put(token: Token): void {
    const { name } = token;
    const starts = name === "startObject" || name === "startArray";
    if (name === "startArray" && this.#depth === 0) this.#inArray = true;
    else if (name === "endArray" && this.#depth === 1 && this.#inArray) {
      this.#inArray = false;
      this.#depth = 0;
      return;
    } else this.#write(this.#stringify(token));
    if (starts) this.#depth++;
    if (name === "endObject" || name === "endArray") this.#depth--;
    if (VALUE_ENDS.has(name) && this.#depth === (this.#inArray ? 1 : 0))
      this.#endElement();
  }

  #write(text: string | typeof none): void {
    if (text === none) return;
    this.#elementLength += text.length;
    // The rest of a value that is too long is not kept: its length rejects it.
    if (this.#elementLength - text.length > MAX_LINE_BYTES) return;
    this.#pieces.push(text);
    if (this.#pieces.length > MOST_PIECES) this.#join();
  }

  #join(): void {
    this.#element.push(this.#pieces.join(""));
    this.#pieces = [];
  }

  #endElement(): void {
    this.#join();
    this.#lines.push(this.#element.join(""), "\n");
    this.#element = [];
    this.#elementLength = 0;
    this.#stringify = stringer();
  }
}

async function* inSteps(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += STEP_BYTES)
      yield chunk.subarray(from, from + STEP_BYTES);
}

/**
 * Decodes UTF-8, with `brokenMark` in place of invalid bytes: a TextDecoder would
 * write U+FFFD, which the input may also contain. Chunks may end within a
 * character.
 */
async function* decode(
  chunks: AsyncIterable<Buffer>,
  brokenMark: string,
): AsyncGenerator<string, void> {
  let rest: Buffer = Buffer.alloc(0);
  let first = true;
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = bytes.length - unfinishedBytes(bytes);
    rest = bytes.subarray(whole);
    const text = decodePiece(bytes.subarray(0, whole), brokenMark);
    yield first ? text.replace(/^\uFEFF/, "") : text;
    first &&= text === "";
  }
  yield decodePiece(rest, brokenMark);
}

/** The bytes at the end that begin a character and lack the rest of it. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0b1100_0000) {
      const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : 2;
      return length > back ? back : 0;
    }
    if (byte < 0b1000_0000) return 0;
  }
  return 0;
}

const REPLACEMENT = "\uFFFD";
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);

function decodePiece(bytes: Buffer, brokenMark: string): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  // The input may contain the decoder's own mark for invalid bytes.
  const escaped = replaceBytes(
    bytes,
    REPLACEMENT_BYTES,
    Buffer.from("\\ufffd"),
  );
  return escaped.toString("utf8").replaceAll(REPLACEMENT, brokenMark);
}

/** Writes a byte that UTF-8 never has in place of each mark. */
function restoreBrokenBytes(lines: string, brokenMark: string): Buffer {
  const bytes = Buffer.from(lines);
  return lines.includes(brokenMark)
    ? replaceBytes(bytes, Buffer.from(brokenMark), Buffer.from([0xff]))
    : bytes;
}

function replaceBytes(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const found = bytes.indexOf(from, at);
    if (found < 0) break;
    pieces.push(bytes.subarray(at, found), to);
    at = found + from.length;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}
