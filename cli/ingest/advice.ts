import type { Reason } from "../../common/reasons.ts";

const HELD = "the events count then, whatever the order";

/** What to do about lines that are rejected for a reason. */
export const ADVICE: Readonly<Record<Reason, string>> = {
  malformed_json: "Correct what writes these lines: each is one JSON object.",
  invalid_event_id:
    "Give each event an id of its own, the same whenever it is sent.",
  unknown_event_type:
    "Leave other types of events out, or map them to one of these three.",
  invalid_timestamp: "Convert times to Unix time in seconds.",
  outside_window: "Change --from and --to to accept these days.",
  invalid_event_data: "Put the fields of the event into an object event_data.",
  invalid_user_id: "Map user ids to UUIDs, always the same one for a user.",
  unknown_country:
    "Write countries as the time zones file does, or add them to a file of your own, and replay: npx touchline replay --reason unknown_country --timezones FILE",
  invalid_device_os: "Map each device to iOS, Android or Web.",
  invalid_session_type: "Leave type out: nothing depends on it.",
  invalid_match_id: "Map match ids to UUIDs, always the same one for a match.",
  same_player: "Correct the matches: each has two users.",
  invalid_goals:
    "Send both goals as integers when a match ends, and as null when it starts.",
  duplicate_event:
    "Nothing, if these events were sent again; else give each an id of its own.",
  outside_retention:
    "Move the horizon back to accept them: npx touchline forget --reopen",
  duplicate_registration:
    "Nothing: the earliest registration of a user counts.",
  unregistered_user: `Ingest the registrations of these users: ${HELD}.`,
  before_registration: `Ingest the earlier registrations of these users: ${HELD}.`,
  match_conflict: "Give each match an id of its own: one start and end count.",
  match_unpaired: `Ingest the other half of these matches: ${HELD}.`,
};
