import type { Columns } from "../../clickhouse/connection/store.ts";
import { PLAYER_COLUMNS } from "../../clickhouse/schema/player-columns.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";

/** A table, or a part of one, that can be computed from other tables. */
export interface DerivedTable {
  readonly table: PublishedTable;
  /** signed: copies of a row are counted by sign; summed: rows of one key are added up. */
  readonly kind: "signed" | "summed";
  /** The key of a difference: mostly the user or match, and the day. */
  readonly key: Columns;
  /** The other columns that are compared. */
  readonly values: Columns;
  /** What a slice of the table is a share of. */
  readonly slicedBy: string;
  /** The number of slices follows from the rows of these tables. */
  readonly sized: readonly PublishedTable[];
  /** The rows of the table that this is about, where not all. */
  readonly part?: string;
  /** The file that fills a table of the session which `expected` reads. */
  readonly prepare?: string;
  /** The file that selects the expected rows of a slice. */
  readonly expected: string;
  /** The file that selects the stored rows of a slice, if the kind does not. */
  readonly stored?: string;
  /** The rows of several slices add up to those of a key. */
  readonly addsUp?: true;
  /** The rows do not name the run that wrote them. */
  readonly isRunless?: true;
  /** The file that rewrites a slice, if `expected` is not enough. */
  readonly rebuild?: { readonly file: string; readonly columns: string };
  /** The derived tables that are computed from this one. */
  readonly feeds: readonly PublishedTable[];
}

const RAW = ["registrations", "session_pings", "match_events"] as const;

const USER_DAY: Columns = { user_id: "UUID", date: "Date" };

const HELD_EVENTS = {
  table: "signed_held_events",
  kind: "signed",
  key: { waits_for: "UUID", event_id: "UInt64" },
  values: {
    reason: "String",
    event_type: "String",
    event_timestamp: "DateTime('UTC')",
    match_id: "UUID",
    source_run_id: "UInt32",
    file_number: "UInt32",
    line: "UInt64",
    byte_offset: "UInt64",
  },
  feeds: ["signed_rejected_events"],
} as const;

/** Sums over slices: of players, of matches, of places in the leaderboard. */
const DAY_COUNTS = {
  table: "summed_day_counts",
  kind: "summed",
  key: {
    metric: "String",
    country: "String",
    device: "String",
    date: "Date",
    bucket: "Int32",
  },
  values: { n: "Int64" },
  addsUp: true,
  isRunless: true,
  feeds: [],
} as const;

const MATCH_METRICS = "('matches', 'home_wins', 'draws', 'away_wins')";

/**
 * All derived tables, each after those it is computed from. held_events comes
 * in two parts: what waits for a user, and the events of a match.
 */
export const DERIVED_TABLES: readonly DerivedTable[] = [
  {
    table: "event_ids",
    kind: "summed",
    key: { event_id: "UInt64" },
    values: { run_id: "UInt32" },
    slicedBy: "event_id",
    sized: RAW,
    expected: "event-ids",
    stored: "stored-event-ids",
    rebuild: { file: "rebuilt-event-ids", columns: "event_id, run_id" },
    feeds: [],
  },
  {
    table: "signed_registration_data",
    kind: "signed",
    key: { user_id: "UUID" },
    values: {
      registered_at: "DateTime('UTC')",
      event_id: "UInt64",
      country: "String",
      registration_date_local_timezone: "DateTime64(0, 'UTC')",
      device: "String",
    },
    slicedBy: "user_id",
    sized: ["registrations"],
    expected: "registration-data",
    feeds: ["summed_players", "signed_leaderboard", "summed_day_counts"],
  },
  {
    table: "signed_sessions",
    kind: "signed",
    key: USER_DAY,
    values: {
      session_start: "DateTime('UTC')",
      session_end: "DateTime('UTC')",
    },
    slicedBy: "user_id",
    sized: ["registrations", "session_pings"],
    expected: "sessions",
    feeds: [
      "summed_session_data",
      "signed_player_sessions",
      "summed_players",
      "summed_day_counts",
    ],
  },
  {
    table: "signed_matches",
    kind: "signed",
    key: { match_id: "UUID", date: "Date" },
    values: {
      start_event_id: "UInt64",
      end_event_id: "UInt64",
      match_start: "DateTime('UTC')",
      match_end: "DateTime('UTC')",
      home_user_id: "UUID",
      away_user_id: "UUID",
      home_goals_scored: "UInt8",
      away_goals_scored: "UInt8",
    },
    slicedBy: "match_id",
    sized: ["match_events"],
    prepare: "judged-match-events",
    expected: "matches",
    feeds: [
      "summed_match_data",
      "signed_player_matches",
      "summed_players",
      "signed_leaderboard",
      "summed_day_counts",
    ],
  },
  {
    ...HELD_EVENTS,
    slicedBy: "waits_for",
    sized: ["registrations", "session_pings"],
    part: "event_type != 'match'",
    expected: "held-events",
  },
  {
    ...HELD_EVENTS,
    slicedBy: "match_id",
    sized: ["match_events"],
    part: "event_type = 'match'",
    prepare: "judged-match-events",
    expected: "held-match-events",
  },
  {
    table: "signed_rejected_events",
    kind: "signed",
    key: { source_run_id: "UInt32", file_number: "UInt32", line: "UInt64" },
    values: { reason: "String" },
    slicedBy: "(source_run_id, file_number, line)",
    sized: ["signed_rejected_events", "signed_held_events"],
    expected: "rejected-lines",
    rebuild: {
      file: "rebuilt-rejected-events",
      columns:
        "source_run_id, file_number, line, reason, detail, file, byte_offset, raw, raw_bytes, run_id, sign",
    },
    feeds: [],
  },
  {
    table: "summed_session_data",
    kind: "summed",
    key: USER_DAY,
    values: { session_count: "Int64", time_spent_in_game: "Int64" },
    slicedBy: "user_id",
    sized: ["signed_sessions"],
    expected: "session-data",
    feeds: [],
  },
  {
    table: "summed_match_data",
    kind: "summed",
    key: USER_DAY,
    values: {
      total_duration: "Int64",
      total_points_home: "Int64",
      total_points_away: "Int64",
    },
    slicedBy: "user_id",
    sized: ["signed_matches"],
    expected: "match-data",
    feeds: [],
  },
  {
    table: "signed_player_sessions",
    isRunless: true,
    kind: "signed",
    key: { user_id: "UUID" },
    values: {
      session_start: "DateTime('UTC')",
      session_end: "DateTime('UTC')",
    },
    slicedBy: "user_id",
    sized: ["signed_sessions"],
    expected: "player-sessions",
    feeds: [],
  },
  {
    table: "signed_player_matches",
    isRunless: true,
    kind: "signed",
    key: { user_id: "UUID", match_id: "UUID" },
    values: {
      match_start: "DateTime('UTC')",
      match_end: "DateTime('UTC')",
      is_home: "Bool",
      opponent: "UUID",
      goals_scored: "UInt8",
      goals_conceded: "UInt8",
    },
    slicedBy: "user_id",
    sized: ["signed_matches"],
    expected: "player-matches",
    feeds: [],
  },
  {
    table: "summed_players",
    isRunless: true,
    kind: "summed",
    key: { user_id: "UUID" },
    values: PLAYER_COLUMNS,
    slicedBy: "user_id",
    sized: ["signed_registration_data", "signed_sessions", "signed_matches"],
    expected: "players",
    stored: "stored-players",
    feeds: [],
  },
  {
    table: "signed_leaderboard",
    isRunless: true,
    kind: "signed",
    key: { period: "String", date: "Date", user_id: "UUID" },
    values: {
      country: "String",
      player_country: "String",
      points: "Int32",
      points_home: "Int32",
      points_away: "Int32",
      matches: "Int32",
    },
    slicedBy: "user_id",
    sized: ["signed_matches"],
    expected: "leaderboard",
    feeds: ["summed_day_counts"],
  },
  {
    ...DAY_COUNTS,
    slicedBy: "user_id",
    sized: ["signed_registration_data", "signed_sessions", "signed_matches"],
    part: `metric NOT IN ${MATCH_METRICS} AND metric != 'points'`,
    expected: "activity-counts",
  },
  {
    ...DAY_COUNTS,
    slicedBy: "match_id",
    sized: ["signed_matches"],
    part: `metric IN ${MATCH_METRICS}`,
    expected: "match-counts",
  },
  {
    ...DAY_COUNTS,
    slicedBy: "user_id",
    sized: [],
    part: "metric = 'points'",
    expected: "points",
  },
];

/** Tables, and the derived ones that are computed from them. */
export function withThoseComputedFrom(
  tables: readonly PublishedTable[],
): Set<PublishedTable> {
  const all = new Set(tables);
  // Each table stands after those that it is computed from.
  for (const { table, feeds } of DERIVED_TABLES)
    if (all.has(table)) for (const fed of feeds) all.add(fed);
  return all;
}
