import { gzipSync } from "node:zlib";
import { generateSeason } from "../../../generate/generate-season.ts";
import { onceIn, pick, type Draw } from "../../support/events/draw.ts";
import { mutateLine } from "../../support/events/mutate-line.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { drawNoise } from "./draw-noise.ts";

const DAY = 86_400;
const DAYS = 3;
const EVENTS = 160;

/** A line of a file. */
export interface PlacedLine {
  readonly bytes: Buffer;
  /** Where it begins in the unpacked file; 0 for an element. */
  readonly at: number;
}

/** A file for a run, and its lines by the documented rules. */
export interface DrawnFile {
  readonly name: string;
  readonly content: Buffer;
  readonly lines: readonly PlacedLine[];
  /** A *.json file: its elements are its lines. */
  readonly documents: boolean;
  /** Cut somewhere: the run may be rejected, or find another end. */
  readonly cut: boolean;
}

/** Draws the files of one run: a season in pieces, damaged and with noise. */
export function drawInput(draw: Draw): DrawnFile[] {
  const lines = damage(drawSeason(draw), draw);
  const files = 1 + draw(3);
  const size = Math.ceil(lines.length / files);
  return Array.from({ length: files }, (_, index) => {
    const part = lines.slice(index * size, (index + 1) * size);
    return onceIn(4, draw)
      ? drawDocuments(part, `${index}.json`, draw)
      : drawLines(part, `${index}.jsonl`, draw);
  });
}

/** The lines of a content: each ends at LF, after a byte order mark. */
export function splitLines(content: Buffer): PlacedLine[] {
  const marked = content.subarray(0, 3).equals(Buffer.from("\ufeff"));
  const lines: PlacedLine[] = [];
  let from = marked ? 3 : 0;
  while (from < content.length) {
    const lineFeed = content.indexOf("\n", from);
    const end = lineFeed < 0 ? content.length : lineFeed;
    lines.push({ bytes: content.subarray(from, end), at: from });
    from = end + 1;
  }
  return lines;
}

function drawSeason(draw: Draw): Buffer[] {
  const chunks = generateSeason({
    events: EVENTS,
    users: 8,
    days: DAYS,
    firstDay: Math.floor(SEASON_NOW / DAY) - DAYS,
    seed: draw(2 ** 31),
    countries: [...SEASON_COUNTRIES.keys()].slice(0, 3),
    dirt: 0.1,
  });
  return splitLines(Buffer.concat([...chunks])).map(({ bytes }) => bytes);
}

/** Damages some lines, and puts noise and lines of elsewhere between them. */
function damage(lines: readonly Buffer[], draw: Draw): Buffer[] {
  const damagedOnceIn = 2 + draw(6);
  const noiseOnceIn = 5 + draw(15);
  return lines.flatMap((line) => {
    const other = pick(draw, lines);
    const taken = onceIn(damagedOnceIn, draw)
      ? mutated(line, other, draw)
      : line;
    const moved = onceIn(12, draw) ? [other] : [];
    const noise = onceIn(noiseOnceIn, draw) ? [drawNoise(draw)] : [];
    return [taken, ...moved, ...noise];
  });
}

function mutated(line: Buffer, other: Buffer, draw: Draw): Buffer {
  const { bytes, start, end } = mutateLine(line, other, draw);
  return Buffer.from(bytes.subarray(start, end));
}

function drawLines(
  lines: readonly Buffer[],
  name: string,
  draw: Draw,
): DrawnFile {
  const pieces = lines.flatMap((line) => [
    line,
    Buffer.from(onceIn(6, draw) ? "\r\n" : "\n"),
  ]);
  if (onceIn(3, draw)) pieces.pop();
  if (onceIn(4, draw)) pieces.unshift(Buffer.from("\ufeff"));
  const content = Buffer.concat(pieces);
  return finish({
    name,
    content,
    lines: splitLines(content),
    documents: false,
    cut: false,
    draw,
  });
}

/** A *.json file of those lines that are one JSON value each. */
function drawDocuments(
  lines: readonly Buffer[],
  name: string,
  draw: Draw,
): DrawnFile {
  const values = lines.filter(isJsonButForBrokenBytes);
  const space = () => pick(draw, ["", "", " ", "\n", "\r\n\t"]);
  const isArray = onceIn(2, draw);
  // An array that is its own document contains its own events.
  const kept = isArray ? values : values.filter((value) => !isArrayText(value));
  const text = kept.flatMap((value, index) => [
    Buffer.from(
      index > 0 ? (isArray ? `${space()},${space()}` : `\n${space()}`) : "",
    ),
    value,
  ]);
  const whole = isArray
    ? [
        Buffer.from(`${space()}[${space()}`),
        ...text,
        Buffer.from(`${space()}]`),
      ]
    : text;
  const content = Buffer.concat(whole);
  const cut = onceIn(4, draw);
  return finish({
    name,
    content: cut ? content.subarray(0, draw(content.length + 1)) : content,
    lines: kept.map((bytes) => ({ bytes, at: 0 })),
    documents: true,
    cut,
    draw,
  });
}

function finish({
  draw,
  ...file
}: DrawnFile & { readonly draw: Draw }): DrawnFile {
  if (!onceIn(3, draw)) return file;
  // Gzip files may contain several streams, one after another.
  const at = draw(file.content.length + 1);
  const streams = [file.content.subarray(0, at), file.content.subarray(at)];
  return {
    ...file,
    name: `${file.name}.gz`,
    content: Buffer.concat(streams.map((stream) => gzipSync(stream))),
  };
}

/** Bytes that are no UTF-8 are allowed where text may stand: in a string. */
function isJsonButForBrokenBytes(line: Buffer): boolean {
  try {
    JSON.parse(line.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

function isArrayText(line: Buffer): boolean {
  return line.toString("latin1").trimStart().startsWith("[");
}
