import type { OracleTables } from "../build-tables.ts";
import { roundToHundredths } from "./round-to-hundredths.ts";

/** The response of GET /api/user-stats. */
export interface UserStatsAnswer {
  readonly user_id: string;
  readonly country: string;
  readonly days_since_last_login: number | null;
  readonly registration_date_local_timezone: string;
  readonly number_of_sessions: number;
  readonly time_spent_in_game: number;
  readonly total_points_won_home: number;
  readonly total_points_won_away: number;
  readonly percentage_time_spent_in_match: number;
}

/** The response of GET /api/game-stats. */
export interface GameStatsAnswer {
  readonly active_users: number;
  readonly number_of_sessions: number;
  readonly avg_sessions_for_users: number | null;
  readonly user_with_most_points: readonly string[];
}

/**
 * Answers GET /api/user-stats for a day, or for all time when `date` is
 * undefined; undefined for a user without a valid registration.
 */
export function answerUserStats(
  tables: OracleTables,
  userId: string,
  date: string | undefined,
  today: string,
): UserStatsAnswer | undefined {
  const user = userId.toLowerCase();
  const registration = tables.registrationData.find(
    (row) => row.user_id === user,
  );
  if (registration === undefined) return undefined;

  const isAsked = (row: { user_id: string; date: string }) =>
    row.user_id === user && (date === undefined || row.date === date);
  let sessions = 0;
  let timeInGame = 0;
  for (const row of tables.sessionData.filter(isAsked)) {
    sessions += row.session_count;
    timeInGame += row.time_spent_in_game;
  }
  let timeInMatches = 0;
  let pointsHome = 0;
  let pointsAway = 0;
  for (const row of tables.matchData.filter(isAsked)) {
    timeInMatches += row.total_duration;
    pointsHome += row.total_points_home;
    pointsAway += row.total_points_away;
  }

  return {
    user_id: user,
    country: registration.country,
    days_since_last_login: daysSinceLogin(tables, user, date ?? today),
    registration_date_local_timezone:
      registration.registration_date_local_timezone,
    number_of_sessions: sessions,
    time_spent_in_game: timeInGame,
    total_points_won_home: pointsHome,
    total_points_won_away: pointsAway,
    percentage_time_spent_in_match:
      timeInGame === 0 ? 0 : roundToHundredths(100 * timeInMatches, timeInGame),
  };
}

/** Answers GET /api/game-stats for a day, or for all time. */
export function answerGameStats(
  tables: OracleTables,
  date: string | undefined,
): GameStatsAnswer {
  const isAsked = (row: { date: string }) =>
    date === undefined || row.date === date;
  const active = new Set<string>();
  let sessions = 0;
  for (const row of tables.sessionData.filter(isAsked)) {
    active.add(row.user_id);
    sessions += row.session_count;
  }

  const points = new Map<string, number>();
  for (const row of tables.matchData.filter(isAsked)) {
    const before = points.get(row.user_id) ?? 0;
    const won = row.total_points_home + row.total_points_away;
    points.set(row.user_id, before + won);
  }
  const most = Math.max(...points.values());

  return {
    active_users: active.size,
    number_of_sessions: sessions,
    avg_sessions_for_users:
      active.size === 0 ? null : roundToHundredths(sessions, active.size),
    user_with_most_points: [...points.keys()]
      .filter((user) => points.get(user) === most)
      .toSorted(),
  };
}

/** Whole days from the latest session day up to `reference` until then. */
function daysSinceLogin(
  tables: OracleTables,
  user: string,
  reference: string,
): number | null {
  const days = tables.sessionData
    .filter((row) => row.user_id === user && row.date <= reference)
    .map((row) => dayNumber(row.date));
  if (days.length === 0) return null;
  return dayNumber(reference) - Math.max(...days);
}

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}
