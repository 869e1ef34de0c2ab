/**
 * The tables that a run adds to. Each has a twin, change_<name>, in which a
 * run prepares what it adds. Those that the API reads stand last, so that
 * they change within the shortest time.
 */
export const PUBLISHED_TABLES = [
  "event_ids",
  "registrations",
  "session_pings",
  "match_events",
  "held_events",
  "rejected_events",
  "sessions",
  "matches",
  "registration_data",
  "session_data",
  "session_data_by_date",
  "match_data",
  "match_data_by_date",
  "user_totals",
] as const;

/**
 * The tables with what was sent, from which all others can be computed. They
 * lose no rows to merges.
 */
export const RAW_TABLES = [
  "registrations",
  "session_pings",
  "match_events",
] as const satisfies readonly (typeof PUBLISHED_TABLES)[number][];

export type RawTable = (typeof RAW_TABLES)[number];

export type PublishedTable = (typeof PUBLISHED_TABLES)[number];

/** The table in which a run prepares what it will add to another. */
export const changeTable = (table: PublishedTable): string => `change_${table}`;
