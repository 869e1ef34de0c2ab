export const EVENT_TYPES = ["registration", "session_ping", "match"] as const;
export const SESSION_TYPES = ["", "session_start", "session_end"] as const;

export const REGISTRATION = 0;
export const SESSION_PING = 1;
export const MATCH = 2;

/** The goals of a match that has only started. */
export const NO_GOALS = -1;

/** Where an event's UUIDs stand in `EventRecord.uuids`, in 32-bit words. */
export const USER = 0;
export const HOME = 0;
export const AWAY = 4;
export const MATCH_ID = 8;

/**
 * One accepted event, in the form in which it goes into columns. A parser
 * fills the same record again and again, so it holds only numbers; a field
 * that the event's type does not have keeps what it held before.
 */
export class EventRecord {
  /** REGISTRATION, SESSION_PING or MATCH: the place in EVENT_TYPES. */
  type = REGISTRATION;
  /** 0 to 2^53-1. */
  eventId = 0;
  /** Unix time in seconds, 1 to 2^32-1. */
  timestamp = 0;
  /**
   * Three UUIDs of four words each, at USER or HOME, AWAY and MATCH_ID. The
   * words are in the order in which ClickHouse stores a UUID: hex digits 8
   * to 15, 0 to 7, 24 to 31, 16 to 23 (hyphens not counted).
   */
  readonly uuids = new Uint32Array(12);
  /** The place of the country in the timezones file. */
  country = 0;
  /** The place in DEVICES. */
  device = 0;
  /** The place in SESSION_TYPES; an absent type is "". */
  sessionType = 0;
  /** 0 to 99, or NO_GOALS for both when the match starts. */
  homeGoals = NO_GOALS;
  awayGoals = NO_GOALS;
}
