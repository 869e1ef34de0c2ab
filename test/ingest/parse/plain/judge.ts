import { expect } from "chai";
import {
  createJudges,
  type Judgement,
} from "../../../support/oracle/judges.ts";
import {
  buildPing,
  CONTEXT,
  writeUsual,
  type EventObject,
} from "../../../support/events/events.ts";
import type { Reason } from "../../../../common/reasons.ts";
import type { RuleContext } from "../../../../ingest/parse/rules.ts";
import { printSlice, sliceOf } from "../../../support/events/slice.ts";

type Line = string | Uint8Array | EventObject;

/** The result of the plain parser for a line; an event in the usual layout. */
export function judge(
  line: Line,
  context: Partial<RuleContext> = {},
): Judgement {
  const isBytes = typeof line === "string" || line instanceof Uint8Array;
  const slice = sliceOf(isBytes ? line : writeUsual(line));
  return createJudges({ ...CONTEXT, ...context }).plain(slice);
}

/** One test for each line: it is rejected for this reason. */
export function rejects(reason: Reason, lines: readonly Line[]): void {
  for (const line of lines) {
    const isBytes = typeof line === "string" || line instanceof Uint8Array;
    const text = isBytes ? printSlice(sliceOf(line)) : writeUsual(line);
    it(`rejects ${text}`, () => {
      expect(judge(line)).to.equal(reason);
    });
  }
}

export const PING = writeUsual(buildPing());

/** PING with another number, as written. */
export const withNumber = (key: string, number: string): string =>
  PING.replace(new RegExp(`"${key}": \\d+`), `"${key}": ${number}`);
