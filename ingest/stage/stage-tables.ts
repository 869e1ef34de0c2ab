import type { Columns } from "../../clickhouse/connection/store.ts";

/**
 * The position of a staged event, which orders events and finds their lines: the shard's number times 2^32, plus the offset in
 * bytes of the line in the shard; and the line's number in the shard, from 0.
 */
const PLACE = { position: "UInt64", line: "UInt32" } as const;

const MOMENT = "DateTime('UTC')";

/** What the workers write, table by table, and what it is called there. */
export const STAGE_TABLES = {
  registrations: {
    event_id: "UInt64",
    event_timestamp: MOMENT,
    user_id: "UUID",
    country: "String",
    device_os: "String",
    registration_date_local_timezone: "DateTime64(0, 'UTC')",
    ...PLACE,
  },
  session_pings: {
    event_id: "UInt64",
    event_timestamp: MOMENT,
    user_id: "UUID",
    type: "Enum8('' = 0, 'session_start' = 1, 'session_end' = 2)",
    ...PLACE,
  },
  match_events: {
    event_id: "UInt64",
    event_timestamp: MOMENT,
    match_id: "UUID",
    home_user_id: "UUID",
    away_user_id: "UUID",
    home_goals_scored: "Nullable(UInt8)",
    away_goals_scored: "Nullable(UInt8)",
    ...PLACE,
  },
  /** Rejected lines. */
  rejected: {
    reason: "String",
    /** Empty where SQL writes it: see runs/derived/held-detail.ts. */
    detail: "String",
    raw: "String",
    raw_bytes: "UInt32",
    ...PLACE,
  },
  /** Ids that may have come twice: all that did, and some that did not. */
  repeated_ids: { event_id: "UInt64" },
} as const satisfies Record<string, Columns>;

export type StageTable = keyof typeof STAGE_TABLES;

/** The tables of events that passed; the rest is about rejected lines. */
export const STAGED_EVENTS = [
  "registrations",
  "session_pings",
  "match_events",
  "repeated_ids",
] as const satisfies StageTable[];

/** The file that a pass over a shard writes its rows of a table to. */
export function blockFileName(
  pass: string,
  shard: number,
  table: StageTable,
): string {
  return `${pass}-${shard}.${table}.native`;
}

/** How the names of a table's files end. */
export function blockFileEnding(table: StageTable): string {
  return `.${table}.native`;
}
