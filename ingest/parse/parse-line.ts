import type { EventRecord } from "./event.ts";
import { createFastParser } from "./fast.ts";
import { parsePlain } from "./plain.ts";
import { ACCEPTED, type Verdict } from "./reasons.ts";
import type { RuleContext } from "./rules.ts";

/** Judges the line in `bytes[start, end)`, as parsePlain does. */
export type LineParser = (
  bytes: Uint8Array,
  start: number,
  end: number,
  record: EventRecord,
) => Verdict;

/**
 * Most lines are accepted events in the usual layout, which the fast parser
 * takes; all others, and with them every reason, are left to the plain one.
 */
export function createLineParser(context: RuleContext): LineParser {
  const parseFast = createFastParser(context);
  return (bytes, start, end, record) =>
    parseFast(bytes, start, end, record)
      ? ACCEPTED
      : parsePlain(bytes, start, end, context, record);
}
