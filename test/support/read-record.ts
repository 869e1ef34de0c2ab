import { DEVICES } from "../../common/devices.ts";
import {
  AWAY,
  EVENT_TYPES,
  HOME,
  MATCH,
  MATCH_ID,
  NO_GOALS,
  REGISTRATION,
  SESSION_TYPES,
  USER,
  type EventRecord,
} from "../../ingest/parse/event.ts";
import type { EventObject } from "./events/events.ts";

/** The event in a record, as the line in the usual layout would contain it. */
export function readRecord(
  record: EventRecord,
  countries: readonly string[],
): EventObject {
  return {
    event_id: record.eventId,
    event_type: EVENT_TYPES[record.type],
    event_timestamp: record.timestamp,
    event_data: readData(record, countries),
  };
}

function readData(record: EventRecord, countries: readonly string[]) {
  const { uuids } = record;
  switch (record.type) {
    case REGISTRATION:
      return {
        country: countries[record.country],
        user_id: readUuid(uuids, USER),
        device_os: DEVICES[record.device],
      };
    case MATCH:
      return {
        match_id: readUuid(uuids, MATCH_ID),
        home_user_id: readUuid(uuids, HOME),
        away_user_id: readUuid(uuids, AWAY),
        home_goals_scored: readGoals(record.homeGoals),
        away_goals_scored: readGoals(record.awayGoals),
      };
    default:
      return {
        user_id: readUuid(uuids, USER),
        type: SESSION_TYPES[record.sessionType],
      };
  }
}

function readUuid(words: Uint32Array, at: number): string {
  return [1, 0, 3, 2]
    .map((place) => (words[at + place] ?? 0).toString(16).padStart(8, "0"))
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function readGoals(goals: number): number | null {
  return goals === NO_GOALS ? null : goals;
}
