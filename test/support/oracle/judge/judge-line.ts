import { isUtf8 } from "node:buffer";
import type { Reason } from "../../../../common/reasons.ts";
import { utcDate, type OracleEvent, type OracleOptions } from "../event.ts";

type JsonObject = Record<string, unknown>;

const LONGEST_LINE = 16 * 1024 * 1024;
const LATEST_TIMESTAMP = 4_294_967_295;
const ALLOWED_LEAD = 86_400;

/** Applies the rules on one event alone, one after another, to one line. */
export function judgeLine(
  line: Uint8Array,
  index: number,
  options: OracleOptions,
): OracleEvent | "blank" | Reason {
  if (line.length > LONGEST_LINE) return "malformed_json";
  if (isBlank(line)) return "blank";

  const event = parseObject(line);
  if (event === undefined) return "malformed_json";

  const eventId = event["event_id"];
  if (!isIntegerBetween(eventId, 0, Number.MAX_SAFE_INTEGER)) {
    return "invalid_event_id";
  }

  const type = event["event_type"];
  if (type !== "registration" && type !== "session_ping" && type !== "match") {
    return "unknown_event_type";
  }

  const timestamp = event["event_timestamp"];
  if (!isIntegerBetween(timestamp, 1, LATEST_TIMESTAMP)) {
    return "invalid_timestamp";
  }
  if (timestamp - options.now > ALLOWED_LEAD) return "invalid_timestamp";

  const { from, to } = options;
  const date = utcDate(timestamp);
  if (from !== undefined && date < from) return "outside_window";
  if (to !== undefined && date > to) return "outside_window";

  const data = event["event_data"];
  if (!isObject(data)) return "invalid_event_data";

  // Math.abs because -0 is an integer from 0 on, and the same number as 0.
  const stamp = { index, eventId: Math.abs(eventId), timestamp };
  switch (type) {
    case "registration": {
      const userId = data["user_id"];
      if (!isUuid(userId)) return "invalid_user_id";
      const country = data["country"];
      if (typeof country !== "string" || !options.countries.has(country)) {
        return "unknown_country";
      }
      const device = data["device_os"];
      if (device !== "iOS" && device !== "Android" && device !== "Web") {
        return "invalid_device_os";
      }
      return { ...stamp, type, userId: userId.toLowerCase(), country, device };
    }
    case "session_ping": {
      const userId = data["user_id"];
      if (!isUuid(userId)) return "invalid_user_id";
      const present = Object.hasOwn(data, "type");
      const allowed = ["session_start", "session_end", ""] as unknown[];
      if (present && !allowed.includes(data["type"])) {
        return "invalid_session_type";
      }
      return { ...stamp, type, userId: userId.toLowerCase() };
    }
    case "match": {
      const home = data["home_user_id"];
      const away = data["away_user_id"];
      if (!isUuid(home) || !isUuid(away)) return "invalid_user_id";
      const matchId = data["match_id"];
      if (!isUuid(matchId)) return "invalid_match_id";
      const homeUserId = home.toLowerCase();
      const awayUserId = away.toLowerCase();
      if (homeUserId === awayUserId) return "same_player";
      const goals = readGoals(data);
      if (goals === undefined) return "invalid_goals";
      return {
        ...stamp,
        type,
        matchId: matchId.toLowerCase(),
        homeUserId,
        awayUserId,
        goals,
      };
    }
  }
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function parseObject(line: Uint8Array): JsonObject | undefined {
  if (!isUtf8(line)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(line).toString("utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isIntegerBetween(
  value: unknown,
  least: number,
  most: number,
): value is number {
  if (typeof value !== "number") return false;
  return Math.floor(value) === value && value >= least && value <= most;
}

/** Hex digits in groups of 8, 4, 4, 4 and 12, whatever the version. */
function isUuid(value: unknown): value is string {
  if (typeof value !== "string") return false;
  const groups = value.split("-");
  const lengths = groups.map((group) => group.length).join("-");
  if (lengths !== "8-4-4-4-12") return false;
  return groups.every((group) =>
    [...group].every((digit) => "0123456789abcdefABCDEF".includes(digit)),
  );
}

/** The goals of an end, null for a start, undefined if they are neither. */
function readGoals(
  data: JsonObject,
): { home: number; away: number } | null | undefined {
  const home = data["home_goals_scored"];
  const away = data["away_goals_scored"];
  if (home === null && away === null) return null;
  if (!isIntegerBetween(home, 0, 99)) return undefined;
  if (!isIntegerBetween(away, 0, 99)) return undefined;
  return { home: Math.abs(home), away: Math.abs(away) };
}
