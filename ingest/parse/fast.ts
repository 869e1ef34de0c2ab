import { DEVICES } from "../../common/devices.ts";
import { CountryTable } from "./country-table.ts";
import {
  readOneOrTwoDigits,
  readUuid,
  UUID_LENGTH,
  FixedText,
  Head,
} from "./fixed-layout.ts";
import {
  AWAY,
  HOME,
  MATCH,
  MATCH_ID,
  NO_GOALS,
  REGISTRATION,
  SESSION_PING,
  SESSION_TYPES,
  USER,
  type EventRecord,
} from "./event.ts";
import {
  sameUuid,
  secondsTaken,
  type RuleContext,
  ACCEPTED,
  type Verdict,
} from "./rules.ts";
import { parsePlain } from "./plain.ts";

/**
 * Takes the line in `bytes[start, end)` if it is an acceptable event in the
 * usual layout: fills `record` as parsePlain would and returns true. If it
 * returns false, the plain parser decides, and the record is undefined.
 */
export type FastParser = (
  bytes: Uint8Array,
  start: number,
  end: number,
  record: EventRecord,
) => boolean;

const OPENING = new FixedText('{"event_id": ');

/** Integers of so many digits are all exact as doubles. */
const MAX_ID_DIGITS = 15;

const REGISTRATION_HEAD = new Head("registration", "country");
const COUNTRY_TO_USER = new FixedText('", "user_id": "');
const REGISTRATION_ENDS = DEVICES.map(
  (device) => new FixedText(`", "device_os": "${device}"}}`),
);

const PING_HEAD = new Head("session_ping", "user_id");
const PING_ENDS = SESSION_TYPES.map(
  (type) => new FixedText(`", "type": "${type}"}}`),
);

const MATCH_HEAD = new Head("match", "match_id");
const ID_TO_HOME = new FixedText('", "home_user_id": "');
const HOME_TO_AWAY = new FixedText('", "away_user_id": "');
const AWAY_TO_GOALS = new FixedText('", "home_goals_scored": ');
const NO_GOALS_END = new FixedText('null, "away_goals_scored": null}}');
const BETWEEN_GOALS = new FixedText(', "away_goals_scored": ');
const AFTER_GOALS = "}}";

// Where values stand, from the end of the event id.
const EVENT_TYPE_AT = ', "event_type": "'.length;
const MATCH_ID_AT = MATCH_HEAD.length;
const HOME_AT = MATCH_ID_AT + UUID_LENGTH + ID_TO_HOME.length;
const AWAY_AT = HOME_AT + UUID_LENGTH + HOME_TO_AWAY.length;
const GOALS_AT = AWAY_AT + UUID_LENGTH + AWAY_TO_GOALS.length;
const PING_END_AT = PING_HEAD.length + UUID_LENGTH;

// Nothing shorter is taken, so that all that is read before the next check of
// a length is inside the line.
const SHORTEST_LINE = OPENING.length + 1 + PING_END_AT + PING_ENDS[0]!.length;
const SHORTEST_MATCH =
  GOALS_AT + 1 + BETWEEN_GOALS.length + 1 + AFTER_GOALS.length;

const CR = 0x0d;
const COMMA = 0x2c;
const ZERO = 0x30;
const CLOSING_BRACE = 0x7d;
const LETTER_M = 0x6d;
const LETTER_R = 0x72;
const LETTER_S = 0x73;

/**
 * Fastest when called for line after line of one array: each change of the
 * array costs a new DataView.
 */
export function createFastParser(context: RuleContext): FastParser {
  const countries = new CountryTable(context.countries);
  const [firstSecond, lastSecond] = secondsTaken(context);
  let bytes = new Uint8Array() as Uint8Array;
  let view = new DataView(bytes.buffer);

  function parseFast(
    array: Uint8Array,
    start: number,
    lineEnd: number,
    record: EventRecord,
  ): boolean {
    if (array !== bytes) {
      bytes = array;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    if (lineEnd - start < SHORTEST_LINE) return false;
    const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (!OPENING.standsAt(view, start)) return false;

    const idAt = start + OPENING.length;
    let at = idAt;
    let id = 0;
    for (const limit = idAt + MAX_ID_DIGITS; at < limit; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      id = id * 10 + digit;
    }
    // JSON has no number without digits, and none with a zero in front.
    if (at === idAt || (bytes[idAt] === ZERO && at > idAt + 1)) return false;
    record.eventId = id;

    switch (bytes[at + EVENT_TYPE_AT]!) {
      case LETTER_S:
        return parsePing(at, end, record);
      case LETTER_M:
        return parseMatch(at, end, record);
      case LETTER_R:
        return parseRegistration(at, end, record);
      default:
        return false;
    }
  }

  /** Whether such a head stands at `at`, with a time that the rules take. */
  function parseHead(head: Head, at: number, record: EventRecord): boolean {
    const time = head.readTime(view, at);
    record.timestamp = time;
    return time >= firstSecond && time <= lastSecond;
  }

  function parsePing(at: number, end: number, record: EventRecord): boolean {
    const endAt = at + PING_END_AT;
    for (let type = 0; type < PING_ENDS.length; type++) {
      const ending = PING_ENDS[type]!;
      // The endings differ in length, so at most one can be compared.
      if (endAt + ending.length !== end) continue;
      record.type = SESSION_PING;
      record.sessionType = type;
      return (
        parseHead(PING_HEAD, at, record) &&
        readUuid(view, at + PING_HEAD.length, record.uuids, USER) &&
        ending.standsAt(view, endAt)
      );
    }
    return false;
  }

  function parseRegistration(
    at: number,
    end: number,
    record: EventRecord,
  ): boolean {
    if (!parseHead(REGISTRATION_HEAD, at, record)) return false;
    for (let device = 0; device < REGISTRATION_ENDS.length; device++) {
      const ending = REGISTRATION_ENDS[device]!;
      const endAt = end - ending.length;
      if (!ending.standsAt(view, endAt)) continue;
      // The country is the one value whose length is not known: it is what
      // remains between the head and the user.
      const countryAt = at + REGISTRATION_HEAD.length;
      const userAt = endAt - UUID_LENGTH;
      const countryEnd = userAt - COUNTRY_TO_USER.length;
      record.type = REGISTRATION;
      record.device = device;
      record.country = countries.placeOf(bytes, countryAt, countryEnd);
      return (
        record.country >= 0 &&
        COUNTRY_TO_USER.standsAt(view, countryEnd) &&
        readUuid(view, userAt, record.uuids, USER)
      );
    }
    return false;
  }

  function parseMatch(at: number, end: number, record: EventRecord): boolean {
    if (end - at < SHORTEST_MATCH) return false;
    const { uuids } = record;
    record.type = MATCH;
    return (
      parseHead(MATCH_HEAD, at, record) &&
      readUuid(view, at + MATCH_ID_AT, uuids, MATCH_ID) &&
      ID_TO_HOME.standsAt(view, at + HOME_AT - ID_TO_HOME.length) &&
      readUuid(view, at + HOME_AT, uuids, HOME) &&
      HOME_TO_AWAY.standsAt(view, at + AWAY_AT - HOME_TO_AWAY.length) &&
      readUuid(view, at + AWAY_AT, uuids, AWAY) &&
      AWAY_TO_GOALS.standsAt(view, at + GOALS_AT - AWAY_TO_GOALS.length) &&
      !sameUuid(uuids, HOME, AWAY) &&
      parseGoals(at + GOALS_AT, end, record)
    );
  }

  function parseGoals(at: number, end: number, record: EventRecord): boolean {
    if (end - at === NO_GOALS_END.length && NO_GOALS_END.standsAt(view, at)) {
      record.homeGoals = record.awayGoals = NO_GOALS;
      return true;
    }
    const homeEnd = bytes[at + 1] === COMMA ? at + 1 : at + 2;
    const awayAt = homeEnd + BETWEEN_GOALS.length;
    const awayEnd = end - AFTER_GOALS.length;
    record.homeGoals = readOneOrTwoDigits(bytes, at, homeEnd);
    record.awayGoals = readOneOrTwoDigits(bytes, awayAt, awayEnd);
    return (
      record.homeGoals >= 0 &&
      record.awayGoals >= 0 &&
      BETWEEN_GOALS.standsAt(view, homeEnd) &&
      bytes[end - 2] === CLOSING_BRACE &&
      bytes[end - 1] === CLOSING_BRACE
    );
  }

  return parseFast;
}

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
