import { EventRecord } from "../../../ingest/parse/event.ts";
import {
  createFastParser,
  createLineParser,
} from "../../../ingest/parse/fast.ts";
import { parsePlain } from "../../../ingest/parse/plain.ts";
import {
  ACCEPTED,
  type Verdict,
  type RuleContext,
} from "../../../ingest/parse/rules.ts";
import { REASONS, type Reason } from "../../../common/reasons.ts";
import type { EventObject } from "../events/events.ts";
import { readRecord } from "../read-record.ts";
import type { Slice } from "../events/slice.ts";

/** The event that a line was accepted as, or why it was rejected. */
export type Judgement = EventObject | Reason | undefined;

/** The parsers, with their results in a form that tests can compare. */
export interface Judges {
  readonly plain: (slice: Slice) => Judgement;
  /** Undefined when the fast parser leaves the line to the plain one. */
  readonly fast: (slice: Slice) => EventObject | undefined;
  /** The two together. */
  readonly line: (slice: Slice) => Judgement;
}

export function createJudges(context: RuleContext): Judges {
  const parseFast = createFastParser(context);
  const parseLine = createLineParser(context);
  const record = new EventRecord();

  function describe(verdict: Verdict): Judgement {
    return verdict === ACCEPTED
      ? readRecord(record, context.countries)
      : REASONS[verdict];
  }

  return {
    plain({ bytes, start, end }) {
      soil(record, 0x5a);
      return describe(parsePlain(bytes, start, end, context, record));
    },
    fast({ bytes, start, end }) {
      soil(record, 0x3c);
      return parseFast(bytes, start, end, record)
        ? readRecord(record, context.countries)
        : undefined;
    },
    line({ bytes, start, end }) {
      soil(record, 0x77);
      return describe(parseLine(bytes, start, end, record));
    },
  };
}

/**
 * Fills the record with values that no event has, to show a field left
 * unfilled.
 */
function soil(record: EventRecord, dirt: number): void {
  record.type = record.eventId = record.timestamp = dirt;
  record.country = record.device = record.sessionType = dirt;
  record.homeGoals = record.awayGoals = dirt;
  record.uuids.fill(dirt);
}
