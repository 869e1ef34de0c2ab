import { onceIn, pick, type Draw } from "./draw.ts";
import type { Slice } from "./slice.ts";

type Mutate = (line: Buffer, other: Buffer, draw: Draw) => Buffer;

const MARKS = Buffer.from(
  '"\\{}[]:,-+. \t\r\n\0/\x7f\x80\xff019afgAFGnu',
  "latin1",
);
const DIGITS = Array.from("00112233445566778899abcdefABCDEF", (digit) =>
  Buffer.from(digit),
);
const TOKENS = [
  ...["null", "true", "0", "00", "-0", "-1", "1.0", "1e1", "01", "9", "99"],
  ...["100", "4294967295", "4294967296", "9007199254740991", "1e400"],
  ...['""', '"', "\\", "\\u0061", "{}", "}", "}}", ", ", ": ", "  ", "\r"],
  ...["session_start", "session_end", "session_ping", "match", "US", "iOS"],
  ...["\ufeff", "é", ', "type": ""', ', "event_id": 1', ', "x": {}'],
].map((token) => Buffer.from(token));

const MUTATIONS: readonly Mutate[] = [
  function replaceByLike(line, _other, draw) {
    const at = draw(line.length);
    return edit(line, at, at + 1, Buffer.of(drawLike(line[at] ?? 0, draw)));
  },
  function replaceDigit(line, _other, draw) {
    let at = draw(line.length);
    while (at < line.length - 1 && !isDigit(line[at] ?? 0)) at++;
    return edit(line, at, at + 1, pick(draw, DIGITS));
  },
  function flipBit(line, _other, draw) {
    const at = draw(line.length);
    const flipped = (line[at] ?? 0) ^ (1 << draw(8));
    return edit(line, at, at + 1, Buffer.of(flipped));
  },
  function replaceByMark(line, _other, draw) {
    const at = draw(line.length);
    return edit(line, at, at + 1, drawMark(draw));
  },
  function insertMark(line, _other, draw) {
    const at = draw(line.length + 1);
    return edit(line, at, at, drawMark(draw));
  },
  function insertToken(line, _other, draw) {
    const at = draw(line.length + 1);
    return edit(line, at, at, pick(draw, TOKENS));
  },
  function replaceValue(line, _other, draw) {
    const [start, end] = findValue(line, draw(line.length));
    return edit(line, start, end, pick(draw, TOKENS));
  },
  function copyValue(line, _other, draw) {
    const [start, end] = findValue(line, draw(line.length));
    const [from, to] = findValue(line, draw(line.length));
    return edit(line, start, end, line.subarray(from, to));
  },
  function remove(line, _other, draw) {
    const at = draw(line.length);
    return edit(line, at, at + 1 + draw(3), Buffer.of());
  },
  function swap(line, _other, draw) {
    const mutated = Buffer.from(line);
    const a = draw(line.length);
    const b = onceIn(2, draw) ? draw(line.length) : (a + 1) % line.length;
    mutated[a] = line[b] ?? 0;
    mutated[b] = line[a] ?? 0;
    return mutated;
  },
  function repeat(line, _other, draw) {
    const at = draw(line.length);
    return edit(line, at, at, line.subarray(at, at + 1 + draw(12)));
  },
  function spliceAnywhere(line, other, draw) {
    const tail = other.subarray(draw(other.length));
    return edit(line, draw(line.length), line.length, tail);
  },
  function spliceInPlace(line, other, draw) {
    const at = draw(Math.min(line.length, other.length));
    return edit(line, at, line.length, other.subarray(at));
  },
  function spliceFromEnd(line, other, draw) {
    const length = draw(Math.min(line.length, other.length));
    const tail = other.subarray(other.length - length);
    return edit(line, line.length - length, line.length, tail);
  },
];

/**
 * Damages a line in up to three ways, or in none; `other` is a second line to
 * take pieces from. The slice may also end too early or start too late, or
 * stand between other lines: a parser that looks over its edge then finds
 * there what it hopes for.
 */
export function mutateLine(line: Buffer, other: Buffer, draw: Draw): Slice {
  let bytes = line;
  for (let left = pick(draw, [1, 1, 1, 0, 2, 3]); left > 0; left--) {
    if (bytes.length > 0) bytes = pick(draw, MUTATIONS)(bytes, other, draw);
  }
  const end = bytes.length;
  switch (draw(8)) {
    case 5:
      return { bytes, start: 0, end: draw(end + 1) };
    case 6:
      return { bytes, start: draw(end + 1), end };
    case 7:
      return {
        bytes: Buffer.concat([other, bytes, other]),
        start: other.length,
        end: other.length + end,
      };
    default:
      return { bytes, start: 0, end };
  }
}

function edit(line: Buffer, start: number, end: number, text: Buffer): Buffer {
  return Buffer.concat([line.subarray(0, start), text, line.subarray(end)]);
}

function drawMark(draw: Draw): Buffer {
  const at = draw(MARKS.length);
  return MARKS.subarray(at, at + 1);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Another byte of the same kind: the line often stays in the usual layout. */
function drawLike(byte: number, draw: Draw): number {
  const text = String.fromCharCode(byte);
  if (isDigit(byte)) return 0x30 + draw(10);
  if (/[a-f]/i.test(text)) return pick(draw, [0x41, 0x61]) + draw(6);
  return byte ^ 0x20;
}

/** The run of letters, digits, hyphens and the like around a place. */
function findValue(line: Buffer, at: number): [start: number, end: number] {
  const isPart = (byte: number | undefined) =>
    byte !== undefined && /[\w.+-]/.test(String.fromCharCode(byte));
  let start = at;
  let end = at;
  while (isPart(line[start - 1])) start--;
  while (isPart(line[end])) end++;
  return [start, end];
}
