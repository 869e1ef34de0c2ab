import type { Reason } from "../../../../common/reasons.ts";
import type { OracleEvent, Registration } from "../event.ts";

/**
 * The documented detail of an event that other events reject. It follows from
 * the event, and from which of its users is the first that the rule is about.
 */
export function describeLate(
  event: OracleEvent,
  reason: Reason,
  registrations: ReadonlyMap<string, Registration>,
): string {
  const moment = `event_timestamp is ${event.timestamp} (${new Date(event.timestamp * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC)`;
  const users =
    event.type === "match"
      ? [event.homeUserId, event.awayUserId]
      : [event.userId];
  const matchId = event.type === "match" ? event.matchId : "";
  switch (reason) {
    case "duplicate_event":
      return `event_id is ${event.eventId}: an event with this id came before`;
    case "outside_retention":
      return `${moment}: raw events of this time are forgotten`;
    case "duplicate_registration":
      return `user_id is "${users[0]}": this user has an earlier registration`;
    case "unregistered_user":
      return `${event.type === "match" ? "a player" : "user_id"} is "${users.find((user) => !registrations.has(user))}": this user has no valid registration`;
    case "before_registration":
      return `${moment}: earlier than the registration of user "${users.find((user) => event.timestamp < (registrations.get(user)?.timestamp ?? 0))}"`;
    case "match_conflict":
      return `match_id is "${matchId}": another start or end of this match counts, or this end contradicts the start`;
    case "match_unpaired":
      return `match_id is "${matchId}": the other half of this match, its start or its end, is missing`;
    default:
      throw new Error(`${reason} is decided by one line`);
  }
}
