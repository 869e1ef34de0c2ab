import { DEVICES } from "../../common/devices.ts";
import {
  AWAY,
  EVENT_TYPES,
  HOME,
  MATCH,
  MATCH_ID,
  NO_GOALS,
  REGISTRATION,
  SESSION_PING,
  SESSION_TYPES,
  USER,
  type EventRecord,
} from "./event.ts";
import {
  ACCEPTED,
  verdictOf,
  type Verdict,
  isEventId,
  isGoals,
  isInWindow,
  isTimestamp,
  isUuid,
  putUuid,
  sameUuid,
  type RuleContext,
} from "./rules.ts";
import type { Reason } from "../../common/reasons.ts";

type Json = Record<string, unknown>;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Judges the line in `bytes[start, end)` by every rule on one event alone.
 * An accepted event is written into `record`; for a rejected line the record
 * holds nothing of meaning. This parser defines what a line means; the fast
 * one only repeats it for the usual layout.
 */
export function parsePlain(
  bytes: Uint8Array,
  start: number,
  end: number,
  context: RuleContext,
  record: EventRecord,
): Verdict {
  const reason = judge(parseJson(bytes, start, end), context, record);
  return reason === undefined ? ACCEPTED : verdictOf(reason);
}

function parseJson(bytes: Uint8Array, start: number, end: number): unknown {
  try {
    return JSON.parse(utf8.decode(bytes.subarray(start, end)));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function judge(
  event: unknown,
  context: RuleContext,
  record: EventRecord,
): Reason | undefined {
  if (!isObject(event)) return "malformed_json";
  if (!isEventId(event["event_id"])) return "invalid_event_id";
  const type = (EVENT_TYPES as readonly unknown[]).indexOf(event["event_type"]);
  if (type < 0) return "unknown_event_type";
  const timestamp = event["event_timestamp"];
  if (!isTimestamp(timestamp, context)) return "invalid_timestamp";
  if (!isInWindow(timestamp, context)) return "outside_window";
  const data = event["event_data"];
  if (!isObject(data)) return "invalid_event_data";

  // -0 is an integer from 0 on, and the same event as 0.
  record.eventId = event["event_id"] + 0;
  record.type = type;
  record.timestamp = timestamp;
  switch (type) {
    case REGISTRATION:
      return judgeRegistration(data, context, record);
    case SESSION_PING:
      return judgeSessionPing(data, record);
    case MATCH:
      return judgeMatch(data, record);
  }
  throw new Error(`no rules for event type ${type}`);
}

function judgeRegistration(
  data: Json,
  context: RuleContext,
  record: EventRecord,
): Reason | undefined {
  if (!isUuid(data["user_id"])) return "invalid_user_id";
  record.country = (context.countries as unknown[]).indexOf(data["country"]);
  if (record.country < 0) return "unknown_country";
  record.device = (DEVICES as readonly unknown[]).indexOf(data["device_os"]);
  if (record.device < 0) return "invalid_device_os";
  putUuid(data["user_id"], record.uuids, USER);
  return undefined;
}

function judgeSessionPing(data: Json, record: EventRecord): Reason | undefined {
  if (!isUuid(data["user_id"])) return "invalid_user_id";
  const type = Object.hasOwn(data, "type") ? data["type"] : "";
  record.sessionType = (SESSION_TYPES as readonly unknown[]).indexOf(type);
  if (record.sessionType < 0) return "invalid_session_type";
  putUuid(data["user_id"], record.uuids, USER);
  return undefined;
}

function judgeMatch(data: Json, record: EventRecord): Reason | undefined {
  const home = data["home_user_id"];
  const away = data["away_user_id"];
  if (!isUuid(home) || !isUuid(away)) return "invalid_user_id";
  if (!isUuid(data["match_id"])) return "invalid_match_id";
  putUuid(home, record.uuids, HOME);
  putUuid(away, record.uuids, AWAY);
  putUuid(data["match_id"], record.uuids, MATCH_ID);
  if (sameUuid(record.uuids, HOME, AWAY)) return "same_player";
  return judgeGoals(
    data["home_goals_scored"],
    data["away_goals_scored"],
    record,
  );
}

function judgeGoals(
  home: unknown,
  away: unknown,
  record: EventRecord,
): Reason | undefined {
  if (home === null && away === null) {
    record.homeGoals = record.awayGoals = NO_GOALS;
    return undefined;
  }
  if (!isGoals(home) || !isGoals(away)) return "invalid_goals";
  record.homeGoals = home + 0;
  record.awayGoals = away + 0;
  return undefined;
}
