/**
 * Why a line is rejected, each named as in the documentation. Reasons up to
 * invalid_goals are decided by one line alone, in this order; those after it
 * need what the database holds and are decided there. outside_retention is
 * given only if raw events were forgotten.
 */
export const REASONS = [
  "malformed_json",
  "invalid_event_id",
  "unknown_event_type",
  "invalid_timestamp",
  "outside_window",
  "invalid_event_data",
  "invalid_user_id",
  "unknown_country",
  "invalid_device_os",
  "invalid_session_type",
  "invalid_match_id",
  "same_player",
  "invalid_goals",
  "duplicate_event",
  "outside_retention",
  "duplicate_registration",
  "unregistered_user",
  "before_registration",
  "match_conflict",
  "match_unpaired",
] as const;

export type Reason = (typeof REASONS)[number];
