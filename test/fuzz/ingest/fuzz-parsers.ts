import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../common/errors.ts";
import type { Reason } from "../../../common/reasons.ts";
import { createExplainer } from "../../../ingest/explain/explain-line.ts";
import { Random } from "../../../generate/random.ts";
import type { Draw } from "../../support/events/draw.ts";
import { drawEvent, drawOddEvent } from "../../support/events/draw-event.ts";
import { CONTEXT, writeUsual } from "../../support/events/events.ts";
import type { Judges } from "../../support/oracle/judges.ts";
import { mutateLine } from "../../support/events/mutate-line.ts";
import { judgeLine } from "../../support/oracle/judge/judge-line.ts";
import { printSlice, sliceOf, type Slice } from "../../support/events/slice.ts";
import { spellJson } from "../../support/events/spell-json.ts";
import type { CaseOutcome } from "../try-cases.ts";
import { drawNoise } from "./draw-noise.ts";

const STREAM = 7;
const LINES = 2_000;
const LINES_OF_CORPUS = 300;

const ORACLE_OPTIONS = {
  countries: new Map(CONTEXT.countries.map((country) => [country, "UTC"])),
  now: CONTEXT.now,
};

/**
 * Gives damaged lines and noise to the parsers: what the fast one takes, the
 * plain one takes for the same event; both together return what the plain one
 * returns; and its verdict is that of the documented rules. Rejected lines have
 * a detail.
 */
export function fuzzParsers(
  judges: Judges,
  seed: number,
  number: number,
): CaseOutcome {
  const random = new Random(seed + number * 2 ** 32, STREAM);
  const draw: Draw = (below) => random.below(below);
  const corpus = Array.from({ length: LINES_OF_CORPUS }, () => drawLine(draw));
  const pickLine = () => corpus[draw(corpus.length)] as Buffer;
  const counts = { lines: LINES, noise: 0, "taken by the fast parser": 0 };
  const mismatches: string[] = [];

  for (let left = LINES; left > 0; left--) {
    const isNoise = draw(5) === 0;
    if (isNoise) counts.noise++;
    const slice = isNoise
      ? sliceOf(drawNoise(draw))
      : mutateLine(pickLine(), pickLine(), draw);
    const event = judges.fast(slice);
    const plain = judges.plain(slice);
    const line = judges.line(slice);
    const rules = judgeByRules(slice);
    if (event !== undefined) counts["taken by the fast parser"]++;
    const verdict = typeof plain === "object" ? "accepted" : plain;
    const detail = typeof plain === "string" ? describe(slice, plain) : "";
    if (
      (event === undefined || isDeepStrictEqual(event, plain)) &&
      isDeepStrictEqual(line, plain) &&
      rules === verdict &&
      isGoodDetail(detail, plain)
    )
      continue;
    mismatches.push(
      [
        printSlice(slice).slice(0, 1000),
        `  bytes ${slice.start} to ${slice.end} of ${Buffer.from(slice.bytes).toString("hex").slice(0, 2000)}`,
        `  fast ${JSON.stringify(event)}, plain ${JSON.stringify(plain)}, together ${JSON.stringify(line)}, rules ${rules}, detail ${JSON.stringify(detail)}`,
      ].join("\n"),
    );
  }
  return { counts, mismatches };
}

const explain = createExplainer(CONTEXT);

/** The detail of a rejected line, or the error instead of it. */
function describe({ bytes, start, end }: Slice, reason: Reason): string {
  const line = Buffer.from(bytes.subarray(start, end));
  try {
    return explain(reason, line, line.length).detail;
  } catch (error) {
    return `throws ${messageOf(error)}\n`;
  }
}

/** Whether each rejected line has a detail, short and safe on a terminal. */
const isGoodDetail = (detail: string, plain: unknown): boolean =>
  typeof plain !== "string" ||
  (detail.length > 0 &&
    detail.length <= 300 &&
    !/[\p{Cc}\p{Cs}]/u.test(detail));

/** The parsers know no blank line: for them it is not an object. */
function judgeByRules({ bytes, start, end }: Slice): string {
  const judged = judgeLine(bytes.subarray(start, end), 0, ORACLE_OPTIONS);
  if (typeof judged === "object") return "accepted";
  return judged === "blank" ? "malformed_json" : judged;
}

/** Mostly good events in the usual layout; a damaged line is seldom taken. */
function drawLine(draw: Draw): Buffer {
  switch (draw(10)) {
    case 0:
      return Buffer.from(writeUsual(drawOddEvent(draw)));
    case 1:
      return Buffer.from(spellJson(drawEvent(draw), draw));
    default:
      return Buffer.from(writeUsual(drawEvent(draw)));
  }
}
