import type { Reason } from "../../../common/reasons.ts";

/** The facts that the rules need beside the lines. */
export interface OracleOptions {
  /** Country to IANA zone, as in the timezones file. */
  readonly countries: ReadonlyMap<string, string>;
  /** The clock, Unix time in seconds. */
  readonly now: number;
  /** Pings further apart are of different sessions, in seconds; 60 by default. */
  readonly sessionGap?: number;
  /** The first and the last UTC date taken, YYYY-MM-DD. */
  readonly from?: string;
  readonly to?: string;
  /**
   * From when on pings are accepted, in Unix seconds, as it was when a line, by
   * its place in the input, was read; all are where left out.
   */
  readonly horizonOf?: (index: number) => number;
}

interface Stamped {
  /** The place of its line in the input. */
  readonly index: number;
  readonly eventId: number;
  readonly timestamp: number;
}

export interface Registration extends Stamped {
  readonly type: "registration";
  readonly userId: string;
  readonly country: string;
  readonly device: string;
}

export interface Ping extends Stamped {
  readonly type: "session_ping";
  readonly userId: string;
}

export interface Goals {
  readonly home: number;
  readonly away: number;
}

export interface MatchEvent extends Stamped {
  readonly type: "match";
  readonly matchId: string;
  readonly homeUserId: string;
  readonly awayUserId: string;
  /** null when the match starts. */
  readonly goals: Goals | null;
}

/** An event that passed the single-event rules; UUIDs in lower case. */
export type OracleEvent = Registration | Ping | MatchEvent;

/** The final outcome of a line. */
export type LineVerdict = "accepted" | "blank" | Reason;

/** The order that decides which of several events came first. */
export function byTimeThenId(a: Stamped, b: Stamped): number {
  return a.timestamp - b.timestamp || a.eventId - b.eventId;
}

/** The UTC day of a Unix time, YYYY-MM-DD. */
export function utcDate(timestamp: number): string {
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}
