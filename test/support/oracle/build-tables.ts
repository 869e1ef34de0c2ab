import { utcDate, type OracleOptions, type Ping } from "./event.ts";
import { groupBy } from "./answers/group-by.ts";
import type { Judgement, PlayedMatch } from "./judge/judge-together.ts";
import { localWallClock } from "./judge/local-wall-clock.ts";

export interface RegistrationRow {
  readonly user_id: string;
  readonly country: string;
  readonly registration_date_local_timezone: string;
  readonly device: string;
}

/** Times are Unix seconds here and below. */
export interface SessionRow {
  readonly user_id: string;
  readonly date: string;
  readonly session_start: number;
  readonly session_end: number;
}

export interface MatchRow {
  readonly match_id: string;
  readonly home_user_id: string;
  readonly away_user_id: string;
  readonly match_start: number;
  readonly match_end: number;
  readonly home_goals_scored: number;
  readonly away_goals_scored: number;
  readonly date: string;
}

export interface SessionDataRow {
  readonly user_id: string;
  readonly date: string;
  readonly session_count: number;
  readonly time_spent_in_game: number;
}

export interface MatchDataRow {
  readonly user_id: string;
  readonly date: string;
  readonly total_duration: number;
  readonly total_points_home: number;
  readonly total_points_away: number;
}

/** The facts and daily aggregates, each sorted by its first fields. */
export interface OracleTables {
  readonly registrationData: readonly RegistrationRow[];
  readonly sessions: readonly SessionRow[];
  readonly matches: readonly MatchRow[];
  readonly sessionData: readonly SessionDataRow[];
  readonly matchData: readonly MatchDataRow[];
}

/** In seconds. */
export const DEFAULT_SESSION_GAP = 60;

export function buildTables(
  judgement: Judgement,
  { countries, sessionGap = DEFAULT_SESSION_GAP }: OracleOptions,
): OracleTables {
  const sessions = sessionsOf(judgement.pings, sessionGap);
  const matches = judgement.matches.map(matchRow);
  return {
    registrationData: registrationRows(judgement, countries),
    sessions: sessions.toSorted(
      (a, b) =>
        compare(a.user_id, b.user_id) || a.session_start - b.session_start,
    ),
    matches: matches.toSorted((a, b) => compare(a.match_id, b.match_id)),
    sessionData: sessionDataOf(sessions).toSorted(byUserAndDate),
    matchData: matchDataOf(matches).toSorted(byUserAndDate),
  };
}

function registrationRows(
  { registrations }: Judgement,
  countries: ReadonlyMap<string, string>,
): RegistrationRow[] {
  const rows = [...registrations.values()].map((registration) => {
    const zone = countries.get(registration.country);
    if (zone === undefined) throw new Error("accepted an unknown country");
    return {
      user_id: registration.userId,
      country: registration.country,
      registration_date_local_timezone: localWallClock(
        registration.timestamp,
        zone,
      ),
      device: registration.device,
    };
  });
  return rows.toSorted((a, b) => compare(a.user_id, b.user_id));
}

function sessionsOf(pings: readonly Ping[], sessionGap: number): SessionRow[] {
  const sessions: SessionRow[] = [];
  for (const [user_id, own] of groupBy(pings, (ping) => ping.userId)) {
    const times = own.map((ping) => ping.timestamp).toSorted((a, b) => a - b);
    let current: { session_end: number } | undefined;
    for (const time of times) {
      if (current !== undefined && time - current.session_end <= sessionGap) {
        current.session_end = time;
      } else {
        const date = utcDate(time);
        const session = {
          user_id,
          date,
          session_start: time,
          session_end: time,
        };
        sessions.push(session);
        current = session;
      }
    }
  }
  return sessions;
}

function matchRow({ start, end, goals }: PlayedMatch): MatchRow {
  return {
    match_id: start.matchId,
    home_user_id: start.homeUserId,
    away_user_id: start.awayUserId,
    match_start: start.timestamp,
    match_end: end.timestamp,
    home_goals_scored: goals.home,
    away_goals_scored: goals.away,
    date: utcDate(start.timestamp),
  };
}

export function sessionDataOf(
  sessions: readonly SessionRow[],
): SessionDataRow[] {
  const days = groupBy(sessions, (row) => `${row.user_id} ${row.date}`);
  return [...days].map(([day, rows]) => ({
    ...userAndDate(day),
    session_count: rows.length,
    time_spent_in_game: sum(
      rows.map((row) => row.session_end - row.session_start),
    ),
  }));
}

function matchDataOf(matches: readonly MatchRow[]): MatchDataRow[] {
  const played = matches.flatMap((match) => {
    const duration = match.match_end - match.match_start;
    const home = match.home_goals_scored;
    const away = match.away_goals_scored;
    return [
      {
        day: `${match.home_user_id} ${match.date}`,
        duration,
        pointsHome: pointsFor(home, away),
        pointsAway: 0,
      },
      {
        day: `${match.away_user_id} ${match.date}`,
        duration,
        pointsHome: 0,
        pointsAway: pointsFor(away, home),
      },
    ];
  });
  return [...groupBy(played, (row) => row.day)].map(([day, rows]) => ({
    ...userAndDate(day),
    total_duration: sum(rows.map((row) => row.duration)),
    total_points_home: sum(rows.map((row) => row.pointsHome)),
    total_points_away: sum(rows.map((row) => row.pointsAway)),
  }));
}

function pointsFor(own: number, others: number): number {
  if (own > others) return 3;
  return own === others ? 1 : 0;
}

function userAndDate(day: string): { user_id: string; date: string } {
  const [user_id = "", date = ""] = day.split(" ");
  return { user_id, date };
}

function byUserAndDate(
  a: { user_id: string; date: string },
  b: { user_id: string; date: string },
): number {
  return compare(a.user_id, b.user_id) || compare(a.date, b.date);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
