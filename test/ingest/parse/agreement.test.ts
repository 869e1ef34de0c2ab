import { expect } from "chai";
import fc from "fast-check";
import type { RuleContext } from "../../../ingest/parse/rules.ts";
import type { Draw } from "../../support/events/draw.ts";
import {
  drawEvent,
  drawOddEvent,
  lowerCaseIds,
} from "../../support/events/draw-event.ts";
import { drawn } from "../../support/events/drawn.ts";
import {
  CONTEXT,
  writeUsual,
  type EventObject,
} from "../../support/events/events.ts";
import { createJudges, type Judges } from "../../support/oracle/judges.ts";
import { mutateLine } from "../../support/events/mutate-line.ts";
import { printSlice, sliceOf, type Slice } from "../../support/events/slice.ts";
import { spellJson } from "../../support/events/spell-json.ts";

const RUNS = { numRuns: 5_000 };

/** A slice that shows its content when a property fails for it. */
function printable(slice: Slice): Slice {
  return Object.assign(slice, { [fc.toStringMethod]: () => printSlice(slice) });
}

function expectAgreement({ fast, plain, line }: Judges, slice: Slice): void {
  const event = fast(slice);
  const judgement = plain(slice);
  if (event !== undefined) expect(judgement).to.deep.equal(event);
  expect(line(slice)).to.deep.equal(judgement);
}

describe("the fast and the plain parser", () => {
  const judges = createJudges(CONTEXT);

  it("both accept every good event in the usual layout", () => {
    fc.assert(
      fc.property(
        drawn(drawEvent),
        fc.constantFrom("", "\r"),
        (event, tail) => {
          const slice = sliceOf(writeUsual(event) + tail);
          const expected = lowerCaseIds(event);
          expect(judges.fast(slice)).to.deep.equal(expected);
          expect(judges.plain(slice)).to.deep.equal(expected);
        },
      ),
      RUNS,
    );
  });

  it("agree on good events in any spelling, which never matters", () => {
    const drawSpelling = (draw: Draw) => {
      const event = drawEvent(draw);
      return { event, text: spellJson(event, draw) };
    };
    fc.assert(
      fc.property(drawn(drawSpelling), ({ event, text }) => {
        const slice = sliceOf(text);
        expectAgreement(judges, slice);
        expect(judges.plain(slice)).to.deep.equal(lowerCaseIds(event));
      }),
      RUNS,
    );
  });

  it("agree on odd events in any spelling, which never matters", () => {
    const drawSpelling = (draw: Draw) => {
      const event = drawOddEvent(draw);
      return { usual: writeUsual(event), text: spellJson(event, draw) };
    };
    fc.assert(
      fc.property(drawn(drawSpelling), ({ usual, text }) => {
        const slice = sliceOf(text);
        expectAgreement(judges, slice);
        expectAgreement(judges, sliceOf(usual));
        const judgement = judges.plain(sliceOf(usual));
        expect(judges.plain(slice)).to.deep.equal(judgement);
      }),
      RUNS,
    );
  });

  it("agree on damaged lines", () => {
    const drawDamaged = (draw: Draw) => {
      const line = Buffer.from(writeUsual(drawEvent(draw)));
      const other = Buffer.from(writeUsual(drawEvent(draw)));
      return printable(mutateLine(line, other, draw));
    };
    fc.assert(
      fc.property(drawn(drawDamaged), (slice) => {
        expectAgreement(judges, slice);
      }),
      { numRuns: 20_000 },
    );
  });

  it("put the ends of the window and of the clock at the same second", () => {
    const day = fc.integer({ min: 19_990, max: 20_010 });
    const limits = fc.record({
      firstDay: fc.oneof(fc.constant(0), day),
      lastDay: fc.oneof(fc.constant(65_535), day),
      now: day.map((at) => at * 86_400 + 0.5),
    });
    const times = (context: RuleContext) =>
      [context.firstDay, context.lastDay + 1, context.now / 86_400 + 1]
        .map((at) => Math.floor(at * 86_400))
        .flatMap((time) => [time - 1, time, time + 1])
        .filter((time) => time >= 1_000_000_000 && time < 10_000_000_000);
    fc.assert(
      fc.property(limits, drawn(drawEvent), (chosen, event) => {
        const context = { ...CONTEXT, ...chosen };
        const { fast, plain } = createJudges(context);
        for (const time of times(context)) {
          const timed: EventObject = { ...event, event_timestamp: time };
          const slice = sliceOf(writeUsual(timed));
          const judgement = plain(slice);
          expect(fast(slice)).to.deep.equal(
            typeof judgement === "string" ? undefined : judgement,
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
