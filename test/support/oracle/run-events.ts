import { runOracle, type OracleState } from "./oracle.ts";
import { WORKED_EXAMPLE_COUNTRIES } from "../events/worked-example.ts";

/** 2024-10-10T00:00:00Z. */
export const MIDNIGHT = 1_728_518_400;
export const ANN = "0a52d65a-8012-934e-001b-19e6ba3cdc0e";
export const BOB = "B0C4BF11-f279-5235-0cb3-023072ce1456";
export const CAT = "cabdb307-5cc9-a1c0-058c-242b96206470";
const MATCH = "290d5196-9123-11ef-b02f-bafd2d38177c";

/** Enough to tell one event from another in a test. */
export type TinyEvent = readonly [type: string, time: number, data: object];

export const register = (
  user_id: string,
  time: number,
  country = "US",
): TinyEvent => ["registration", time, { country, user_id, device_os: "Web" }];
export const ping = (user_id: string, time: number): TinyEvent => [
  "session_ping",
  time,
  { user_id, type: "" },
];
export const goals = (
  time: number,
  home_goals_scored: number | null,
  away_goals_scored: number | null,
  [home_user_id, away_user_id]: readonly [string, string] = [ANN, BOB],
): TinyEvent => [
  "match",
  time,
  {
    match_id: MATCH,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored,
  },
];
export const start = (time: number, players?: readonly [string, string]) =>
  goals(time, null, null, players);
export const end = (time: number, players?: readonly [string, string]) =>
  goals(time, 3, 0, players);

/** Runs events whose ids are their places, or as given. */
export function runEvents(
  events: readonly TinyEvent[],
  ids?: readonly number[],
): OracleState {
  const lines = events.map(([event_type, event_timestamp, event_data], at) =>
    Buffer.from(
      JSON.stringify({
        event_id: ids?.[at] ?? at,
        event_type,
        event_timestamp,
        event_data,
      }),
    ),
  );
  return runOracle(lines, {
    countries: WORKED_EXAMPLE_COUNTRIES,
    now: MIDNIGHT + 86_400,
  });
}
