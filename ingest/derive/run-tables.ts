import type { Columns } from "../../clickhouse/connection/store.ts";
import { PLAYER_COLUMNS } from "../../clickhouse/schema/player-columns.ts";
import { OF_MATCH, OF_USER } from "../../clickhouse/schema/render-sharded.ts";
import { STAGE_TABLES, type StageTable } from "../stage/stage-tables.ts";

const MOMENT = "DateTime('UTC')";

const HELD = {
  waits_for: "UUID",
  event_id: "UInt64",
  reason: "LowCardinality(String)",
  event_type: "LowCardinality(String)",
  event_timestamp: MOMENT,
  match_id: "UUID",
  source_run_id: "UInt32",
  file_number: "UInt32",
  line: "UInt64",
  byte_offset: "UInt64",
} as const;

const MATCH_EVENT = {
  event_id: "UInt64",
  event_timestamp: MOMENT,
  match_id: "UUID",
  home_user_id: "UUID",
  away_user_id: "UUID",
  home_goals_scored: "Nullable(UInt8)",
  away_goals_scored: "Nullable(UInt8)",
} as const;

/** Of a player, in Unix seconds. */
const INTERVAL = {
  user_id: "UUID",
  session_start: "UInt32",
  session_end: "UInt32",
} as const;

/** An event of a match, old (no position) or of this run. */
const AFFECTED_MATCH_EVENT = {
  ...MATCH_EVENT,
  position: "Nullable(UInt64)",
  source_run_id: "UInt32",
  file_number: "UInt32",
  line: "UInt64",
  byte_offset: "UInt64",
} as const;

/** The place in the input of each shard of a run, as rules read run_shards. */
export const SHARD_COLUMNS = {
  shard: "UInt32",
  file_number: "UInt32",
  input_offset: "UInt64",
  first_line: "UInt64",
  has_offsets: "Bool",
} as const satisfies Columns;

/**
 * The tables in memory in which a run is derived, each filled by the rule of
 * the same name; empty if the rule had nothing to do.
 */
export const RUN_TABLES = {
  run_old_ids: { event_id: "UInt64" },
  run_known_ids: { event_id: "UInt64" },
  run_duplicates: { event_id: "UInt64", position: "UInt64" },
  run_outside_retention: { event_id: "UInt64", position: "UInt64" },
  run_registrations: STAGE_TABLES.registrations,
  run_match_events: STAGE_TABLES.match_events,
  run_current_registrations: {
    user_id: "UUID",
    registered_at: MOMENT,
    event_id: "UInt64",
    country: "LowCardinality(String)",
    registration_date_local_timezone: "DateTime64(0, 'UTC')",
    device: "LowCardinality(String)",
  },
  run_changed_users: {
    user_id: "UUID",
    registered_at: MOMENT,
    event_id: "UInt64",
  },
  run_waiting: HELD,
  run_affected_match_events: AFFECTED_MATCH_EVENT,
  run_ping_islands: INTERVAL,
  run_users: { user_id: "UUID", registered_at: MOMENT },
  run_early_users: { user_id: "UUID", registered_at: MOMENT },
  run_held: {
    position: "UInt64",
    event_id: "UInt64",
    event_type: "LowCardinality(String)",
    event_timestamp: MOMENT,
    match_id: "UUID",
    reason: "LowCardinality(String)",
    waits_for: "UUID",
  },
  run_islands: INTERVAL,
  run_near_sessions: INTERVAL,
  run_judged_match_events: {
    ...AFFECTED_MATCH_EVENT,
    is_start: "Bool",
    user_reason: "LowCardinality(String)",
    blocking_user: "UUID",
  },
  run_match_starts: {
    match_id: "UUID",
    match_start: MOMENT,
    start_event_id: "UInt64",
    home_user_id: "UUID",
    away_user_id: "UUID",
  },
  run_match_ends: {
    match_id: "UUID",
    match_end: MOMENT,
    end_event_id: "UInt64",
    home_goals_scored: "UInt8",
    away_goals_scored: "UInt8",
  },
  run_match_verdicts: {
    event_id: "UInt64",
    event_timestamp: MOMENT,
    match_id: "UUID",
    position: "Nullable(UInt64)",
    source_run_id: "UInt32",
    file_number: "UInt32",
    line: "UInt64",
    byte_offset: "UInt64",
    reason: "LowCardinality(String)",
    waits_for: "UUID",
    home_user_id: "UUID",
    away_user_id: "UUID",
  },
  run_rejected_lines: { position: "UInt64", reason: "LowCardinality(String)" },
  run_held_changes: { ...HELD, sign: "Int8" },
  run_stored_players: { user_id: "UUID", ...PLAYER_COLUMNS },
  run_player_states: {
    user_id: "UUID",
    side: "Int8",
    is_new: "Bool",
    registered_at: MOMENT,
    event_id: "UInt64",
    country: "String",
    device: "String",
    clock_offset: "Int32",
    dates: "Array(Date)",
    sessions: "Array(Int64)",
    seconds: "Array(Int64)",
    matches: "Array(Int64)",
    match_seconds: "Array(Int64)",
    points_home: "Array(Int64)",
    points_away: "Array(Int64)",
  },
  run_moved_players: { user_id: "UUID" },
  run_moved_sessions: INTERVAL,
  run_moved_matches: {
    match_id: "UUID",
    date: "Date",
    home_user_id: "UUID",
    away_user_id: "UUID",
    home_goals_scored: "UInt8",
    away_goals_scored: "UInt8",
  },
} as const satisfies Record<string, Columns>;

/** The name of one of them. */
export type RunTable = keyof typeof RUN_TABLES;

/**
 * What decides on which shard a row of a run is: for each table that steps of the
 * shards read or fill. The others are on the first server.
 */
export const SHARDED_BY: Readonly<
  Partial<Record<RunTable | `stage_${StageTable}`, string>>
> = {
  stage_registrations: OF_USER,
  stage_session_pings: OF_USER,
  stage_match_events: OF_MATCH,
  run_duplicates: "cityHash64(event_id)",
  run_outside_retention: "cityHash64(event_id)",
  run_registrations: OF_USER,
  run_match_events: OF_MATCH,
  run_current_registrations: OF_USER,
  run_changed_users: OF_USER,
  run_waiting: "cityHash64(waits_for)",
  run_affected_match_events: OF_MATCH,
  run_ping_islands: OF_USER,
  run_users: OF_USER,
  run_early_users: OF_USER,
  run_held: "cityHash64(position)",
  run_islands: OF_USER,
  run_near_sessions: OF_USER,
  run_judged_match_events: OF_MATCH,
  run_match_starts: OF_MATCH,
  run_match_ends: OF_MATCH,
  run_match_verdicts: OF_MATCH,
  run_stored_players: OF_USER,
  run_player_states: OF_USER,
  run_moved_players: OF_USER,
  run_moved_sessions: OF_USER,
  run_moved_matches: OF_MATCH,
};
