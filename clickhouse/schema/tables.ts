/**
 * The tables that a run adds to. Each has a twin, change_<name>, in which a
 * run prepares what it adds. Those that the API reads stand last, so that
 * they change within the shortest time.
 * The prefix is how the rows are read: those of a signed table count by `sign`,
 * those of a summed one add up by key. For users, a view with the name without
 * the prefix does this.
 */
export const PUBLISHED_TABLES = [
  "event_ids",
  "registrations",
  "session_pings",
  "match_events",
  "signed_held_events",
  "signed_rejected_events",
  "signed_sessions",
  "signed_matches",
  "signed_registration_data",
  "summed_session_data",
  "summed_match_data",
  "signed_player_sessions",
  "signed_player_matches",
  "summed_players",
  "signed_leaderboard",
  "summed_day_counts",
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

/** The table of runs; the view `runs` has the last state of each. */
export const LEDGER = "ledger";

/** What the ledger and the published tables are called in a schema. */
export interface TableNames {
  readonly ledger: string;
  readonly published: readonly string[];
}

/** The names of this version's schema. */
export const TABLE_NAMES: TableNames = {
  ledger: LEDGER,
  published: PUBLISHED_TABLES,
};

/** A table's name without the prefix, as people know it. */
export const plainName = (table: string): string =>
  table.replace(/^(signed|summed)_/, "");

/** The table in which a run prepares what it will add to another. */
export const changeTable = (table: string): string =>
  `change_${plainName(table)}`;
