/**
 * Looks for a line that the fast parser takes otherwise than the plain one:
 *   node dist/test/fuzz-parser.js [count] [seed]
 * Damages good lines `count` times, in ways that depend on the seed alone.
 */
import { isDeepStrictEqual } from "node:util";
import { Random } from "../generate/random.ts";
import type { Draw } from "./support/draw.ts";
import { drawEvent, drawOddEvent } from "./support/draw-event.ts";
import { CONTEXT, writeUsual } from "./support/events.ts";
import { createJudges } from "./support/judges.ts";
import { mutateLine } from "./support/mutate-line.ts";
import { printSlice, type Slice } from "./support/slice.ts";
import { spellJson } from "./support/spell-json.ts";

const CORPUS_LINES = 5_000;
const MOST_PRINTED = 20;

const [count = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(count) || !Number.isSafeInteger(seed)) {
  console.error("usage: fuzz-parser.js [count] [seed]");
  process.exit(2);
}

const random = new Random(seed, 0);
const draw: Draw = (below) => random.below(below);
const corpus = Array.from({ length: CORPUS_LINES }, drawLine);
const { fast, plain } = createJudges(CONTEXT);

let taken = 0;
let mismatches = 0;
for (let left = count; left > 0; left--) {
  const slice = mutateLine(pickLine(), pickLine(), draw);
  const event = fast(slice);
  if (event === undefined) continue;
  taken++;
  const judgement = plain(slice);
  if (isDeepStrictEqual(event, judgement)) continue;
  mismatches++;
  if (mismatches <= MOST_PRINTED) report(slice, event, judgement);
}

console.log(
  `${count} lines, seed ${seed}: the fast parser took ${taken}, ${mismatches} mismatches`,
);
process.exitCode = mismatches === 0 ? 0 : 1;

/** Mostly good events in the usual layout; a damaged line is seldom taken. */
function drawLine(): Buffer {
  switch (draw(10)) {
    case 0:
      return Buffer.from(writeUsual(drawOddEvent(draw)));
    case 1:
      return Buffer.from(spellJson(drawEvent(draw), draw));
    default:
      return Buffer.from(writeUsual(drawEvent(draw)));
  }
}

function pickLine(): Buffer {
  return corpus[draw(corpus.length)] as Buffer;
}

function report(slice: Slice, event: unknown, judgement: unknown): void {
  console.error(`mismatch: ${printSlice(slice)}`);
  console.error(`  bytes ${slice.start} to ${slice.end} of:`);
  console.error(`  ${Buffer.from(slice.bytes).toString("hex")}`);
  console.error(`  fast:  ${JSON.stringify(event)}`);
  console.error(`  plain: ${JSON.stringify(judgement)}`);
}
