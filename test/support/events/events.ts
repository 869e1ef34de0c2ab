import type { RuleContext } from "../../../ingest/parse/rules.ts";

type Fields = Record<string, unknown>;

/** An event as a line writes it; a field that is undefined is left out. */
export interface EventObject {
  event_id: unknown;
  event_type: unknown;
  event_timestamp: unknown;
  event_data: unknown;
}

/** 2024-10-09 at noon. */
export const NOON = 1_728_475_200;

export const CONTEXT: RuleContext = {
  countries: ["US", "JP", "DE", "IT"],
  now: NOON,
  firstDay: 0,
  lastDay: 65_535,
};

export const USER_ID = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
export const OTHER_USER_ID = "c4bf11bf-f279-5235-0cb3-023072ce1456";
export const MATCH_ID = "290d5196-9123-11ef-b02f-bafd2d38177c";

export function buildRegistration(
  data: Fields = {},
  event: Partial<EventObject> = {},
): EventObject {
  return build(
    "registration",
    { country: "US", user_id: USER_ID, device_os: "Android", ...data },
    event,
  );
}

export function buildPing(
  data: Fields = {},
  event: Partial<EventObject> = {},
): EventObject {
  return build(
    "session_ping",
    { user_id: USER_ID, type: "session_start", ...data },
    event,
  );
}

export function buildMatch(
  data: Fields = {},
  event: Partial<EventObject> = {},
): EventObject {
  return build(
    "match",
    {
      match_id: MATCH_ID,
      home_user_id: USER_ID,
      away_user_id: OTHER_USER_ID,
      home_goals_scored: 3,
      away_goals_scored: 0,
      ...data,
    },
    event,
  );
}

function build(
  type: string,
  data: Fields,
  event: Partial<EventObject>,
): EventObject {
  return {
    event_id: 19,
    event_type: type,
    event_timestamp: NOON,
    event_data: data,
    ...event,
  };
}

/** Writes a value as JSON in the usual layout. */
export function writeUsual(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeUsual).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${writeUsual(member)}`);
  return `{${members.join(", ")}}`;
}
