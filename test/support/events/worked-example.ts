import type {
  GameStatsAnswer,
  UserStatsAnswer,
} from "../oracle/answers/answers.ts";

/** The worked example of the documentation, rebuilt from its prose. */

export const WORKED_EXAMPLE_DATE = "2024-10-09";

export const WORKED_EXAMPLE_COUNTRIES: ReadonlyMap<string, string> = new Map([
  ["US", "America/New_York"],
  ["JP", "Asia/Tokyo"],
  ["DE", "Europe/Berlin"],
  ["IT", "Europe/Rome"],
]);

const WINNER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const LOSER = "c4bf11bf-f279-5235-0cb3-023072ce1456";
const SPECTATOR = "cdb30706-5cc9-a1c0-058c-242b96206470";
const MATCH = "0d2f1c5e-7a43-9b86-1e20-5c8d4f6a7b93";

interface Occurrence {
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function register(
  at: number,
  country: string,
  user_id: string,
  device_os: string,
): Occurrence {
  return { at, type: "registration", data: { country, user_id, device_os } };
}

/** Pings every 60 s from the first to the last time. */
function play(user_id: string, first: number, last: number): Occurrence[] {
  const pings: Occurrence[] = [];
  for (let at = first; at <= last; at += 60) {
    let type = "";
    if (at === first) type = "session_start";
    if (at === last) type = "session_end";
    pings.push({ at, type: "session_ping", data: { user_id, type } });
  }
  return pings;
}

function match(at: number, home: number | null, away: number | null) {
  const data = {
    match_id: MATCH,
    home_user_id: WINNER,
    away_user_id: LOSER,
    home_goals_scored: home,
    away_goals_scored: away,
  };
  return { at, type: "match", data };
}

/** The lines of the example, without LF, in the usual spelling and order. */
export function workedExampleLines(): Buffer[] {
  const occurrences: Occurrence[] = [
    register(1728487655, "US", WINNER, "Android"),
    register(1728463546, "DE", LOSER, "iOS"),
    register(1728475467, "JP", SPECTATOR, "Android"),
    ...play(WINNER, 1728494764, 1728494944),
    ...play(WINNER, 1728501936, 1728502536),
    ...play(LOSER, 1728494720, 1728495140),
    ...play(LOSER, 1728496151, 1728496331),
    ...play(SPECTATOR, 1728482292, 1728483132),
    match(1728494830, null, null),
    match(1728494943, 3, 0),
  ];
  return occurrences
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, type, data }, event_id) => {
      const pairs = Object.entries(data).map(
        ([key, value]) => `"${key}": ${JSON.stringify(value)}`,
      );
      return Buffer.from(
        `{"event_id": ${event_id}, "event_type": "${type}", ` +
          `"event_timestamp": ${at}, "event_data": {${pairs.join(", ")}}}`,
      );
    });
}

/** The answer of user-stats on the day of the example. */
export const WORKED_EXAMPLE_USER_STATS: readonly UserStatsAnswer[] = [
  {
    user_id: WINNER,
    country: "US",
    days_since_last_login: 0,
    registration_date_local_timezone: "2024-10-09 11:27:35",
    number_of_sessions: 2,
    time_spent_in_game: 780,
    total_points_won_home: 3,
    total_points_won_away: 0,
    percentage_time_spent_in_match: 14.49,
  },
  {
    user_id: LOSER,
    country: "DE",
    days_since_last_login: 0,
    registration_date_local_timezone: "2024-10-09 10:45:46",
    number_of_sessions: 2,
    time_spent_in_game: 600,
    total_points_won_home: 0,
    total_points_won_away: 0,
    percentage_time_spent_in_match: 18.83,
  },
  {
    user_id: SPECTATOR,
    country: "JP",
    days_since_last_login: 0,
    registration_date_local_timezone: "2024-10-09 21:04:27",
    number_of_sessions: 1,
    time_spent_in_game: 840,
    total_points_won_home: 0,
    total_points_won_away: 0,
    percentage_time_spent_in_match: 0,
  },
];

/** The answer of game-stats on that day and for all time. */
export const WORKED_EXAMPLE_GAME_STATS: GameStatsAnswer = {
  active_users: 3,
  number_of_sessions: 5,
  avg_sessions_for_users: 1.67,
  user_with_most_points: [WINNER],
};
