import { DEVICES } from "../../../common/devices.ts";
import { SESSION_TYPES } from "../../../ingest/parse/event.ts";
import { onceIn, pick, type Draw } from "./draw.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  CONTEXT,
  NOON,
  USER_ID,
  type EventObject,
} from "./events.ts";

const FIRST_TEN_DIGIT_TIME = 1_000_000_000;
const LATEST_TIME = NOON + 86_400;

const ODD_VALUES = [
  ...[undefined, null, true, [], {}, [1], { user_id: USER_ID }],
  ...[-1, 0, 1, 9, 10, 99, 100, 1.5, 1e300],
  ...[2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53],
  ...[LATEST_TIME, LATEST_TIME + 1, FIRST_TEN_DIGIT_TIME - 1],
  ...["", "3", "null", "é", "\ud800", "\0", "US", "us", "FR", "iOS", "ios"],
  ...["registration", "session_ping", "match", "session_end", "session_END"],
  ...[USER_ID, USER_ID.toUpperCase(), USER_ID.replaceAll("-", "")],
  ...[` ${USER_ID}`, USER_ID.slice(1), USER_ID.replace("d", "g")],
];

/**
 * Draws an event that passes every rule under CONTEXT. In the usual layout
 * the fast parser must take it: an id of up to 15 digits, a time of ten.
 */
export function drawEvent(draw: Draw): EventObject {
  const event = {
    event_id: drawId(draw),
    event_timestamp: onceIn(8, draw)
      ? pick(draw, [FIRST_TEN_DIGIT_TIME, LATEST_TIME])
      : LATEST_TIME - draw(LATEST_TIME - FIRST_TEN_DIGIT_TIME),
  };
  switch (draw(3)) {
    case 0:
      return buildPing(
        { user_id: drawUuid(draw), type: pick(draw, SESSION_TYPES) },
        event,
      );
    case 1:
      return buildRegistration(
        {
          country: pick(draw, CONTEXT.countries),
          user_id: drawUuid(draw),
          device_os: pick(draw, DEVICES),
        },
        event,
      );
    default:
      return buildMatch({ ...drawPlayers(draw), ...drawGoals(draw) }, event);
  }
}

/**
 * Draws an event of which one or two fields have unusual values:
 * mostly what a rule rejects.
 */
export function drawOddEvent(draw: Draw): EventObject {
  const event = drawEvent(draw);
  const data = event.event_data as Record<string, unknown>;
  for (let changes = 1 + draw(2); changes > 0; changes--) {
    const part = onceIn(2, draw) ? event : data;
    const key = pick(draw, Object.keys(part));
    (part as Record<string, unknown>)[key] = pick(draw, ODD_VALUES);
  }
  return event;
}

/** The event as the rules see it: UUIDs in lower case. */
export function lowerCaseIds(event: EventObject): EventObject {
  const data = Object.entries(event.event_data as Record<string, unknown>).map(
    ([key, value]) => [key, key.endsWith("_id") ? lowerCase(value) : value],
  );
  return { ...event, event_data: Object.fromEntries(data) as unknown };
}

function lowerCase(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function drawId(draw: Draw): number {
  let id = 0;
  // Any first digit: a zero makes it shorter.
  for (let digits = 1 + draw(15); digits > 0; digits--) {
    id = id * 10 + draw(10);
  }
  return id;
}

function drawUuid(draw: Draw): string {
  const groups = Array.from({ length: 8 }, () =>
    draw(0x10000).toString(16).padStart(4, "0"),
  );
  const uuid = groups
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const upperCaseFrom = pick(draw, [36, 0, 20]);
  return uuid.slice(0, upperCaseFrom) + uuid.slice(upperCaseFrom).toUpperCase();
}

function drawPlayers(draw: Draw) {
  const home = drawUuid(draw);
  const away = drawUuid(draw);
  const sameId = away.toLowerCase() === home.toLowerCase();
  const otherDigit = away.startsWith("0") ? "1" : "0";
  return {
    match_id: drawUuid(draw),
    home_user_id: home,
    away_user_id: sameId ? away.replace(/^./, otherDigit) : away,
  };
}

function drawGoals(draw: Draw) {
  const started = onceIn(3, draw);
  return {
    home_goals_scored: started ? null : draw(100),
    away_goals_scored: started ? null : draw(100),
  };
}
