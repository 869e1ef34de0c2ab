import type { Reason } from "../../../../common/reasons.ts";
import {
  byTimeThenId,
  type Goals,
  type MatchEvent,
  type OracleEvent,
  type Ping,
  type Registration,
} from "../event.ts";
import { groupBy } from "../answers/group-by.ts";

/** A match that was played to the end. */
export interface PlayedMatch {
  readonly start: MatchEvent;
  readonly end: MatchEvent;
  readonly goals: Goals;
}

/** The result of all rules. */
export interface Judgement {
  /** The registration that counts, by user. */
  readonly registrations: ReadonlyMap<string, Registration>;
  readonly pings: readonly Ping[];
  readonly matches: readonly PlayedMatch[];
  /** Why the others do not count. */
  readonly rejected: ReadonlyMap<OracleEvent, Reason>;
}

/**
 * Applies the rules on several events, one after another, to the events that
 * passed the rules on one event, given in the order of the input. A rule sees
 * only the events that those before it left.
 */
export function judgeTogether(
  passed: readonly OracleEvent[],
  horizonOf: (index: number) => number = () => 0,
): Judgement {
  const rejected = new Map<OracleEvent, Reason>();
  const reject = (event: OracleEvent, reason: Reason) => {
    rejected.set(event, reason);
  };
  const isLeft = (event: OracleEvent) => !rejected.has(event);

  const seen = new Set<number>();
  for (const event of passed) {
    const isLate =
      event.type === "session_ping" && event.timestamp < horizonOf(event.index);
    if (seen.has(event.eventId)) reject(event, "duplicate_event");
    else if (isLate) reject(event, "outside_retention");
    else seen.add(event.eventId);
  }

  const registrations = new Map<string, Registration>();
  for (const event of passed.filter(isLeft).toSorted(byTimeThenId)) {
    if (event.type !== "registration") continue;
    if (registrations.has(event.userId)) {
      reject(event, "duplicate_registration");
    } else {
      registrations.set(event.userId, event);
    }
  }

  for (const event of passed.filter(isLeft)) {
    if (event.type === "registration") continue;
    if (usersOf(event).some((user) => !registrations.has(user))) {
      reject(event, "unregistered_user");
    }
  }

  for (const event of passed.filter(isLeft)) {
    if (event.type === "registration") continue;
    const isEarlier = (user: string) =>
      event.timestamp < (registrations.get(user)?.timestamp ?? 0);
    if (usersOf(event).some(isEarlier)) reject(event, "before_registration");
  }

  const matchEvents = passed
    .filter(isLeft)
    .filter((event) => event.type === "match");
  const matches: PlayedMatch[] = [];
  for (const events of groupBy(
    matchEvents,
    (event) => event.matchId,
  ).values()) {
    const match = judgeMatch(events, reject);
    if (match !== undefined) matches.push(match);
  }

  const pings = passed
    .filter(isLeft)
    .filter((event) => event.type === "session_ping");
  return { registrations, pings, matches, rejected };
}

/** Pairs the events of one match, or finds that it was not played. */
function judgeMatch(
  events: readonly MatchEvent[],
  reject: (event: MatchEvent, reason: Reason) => void,
): PlayedMatch | undefined {
  const inOrder = events.toSorted(byTimeThenId);
  const ends = inOrder.filter((event) => event.goals !== null);
  const [start, ...otherStarts] = inOrder.filter(
    (event) => event.goals === null,
  );
  if (start === undefined) {
    for (const end of ends) reject(end, "match_unpaired");
    return undefined;
  }
  for (const other of otherStarts) reject(other, "match_conflict");

  const remaining: MatchEvent[] = [];
  for (const end of ends) {
    const samePlayers =
      end.homeUserId === start.homeUserId &&
      end.awayUserId === start.awayUserId;
    if (samePlayers && end.timestamp > start.timestamp) remaining.push(end);
    else reject(end, "match_conflict");
  }

  const [end, ...otherEnds] = remaining;
  for (const other of otherEnds) reject(other, "match_conflict");
  if (end === undefined || end.goals === null) {
    reject(start, "match_unpaired");
    return undefined;
  }
  return { start, end, goals: end.goals };
}

function usersOf(event: Ping | MatchEvent): readonly string[] {
  return event.type === "match"
    ? [event.homeUserId, event.awayUserId]
    : [event.userId];
}
