import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { parseDay } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { toUserStats, type UserStats } from "./schema.ts";
import {
  sumByUser,
  type UserTotals,
  type UserTotalsRow,
} from "./user-totals.ts";

const USER_TOTALS = readSql("api/routes/user-stats/user-totals.sql");
const LAST_SESSIONS = readSql("api/routes/user-stats/last-sessions.sql");

interface LastSessionRow {
  readonly user_id: string;
  readonly days_since_last_login: number;
}

/** Queries the all-time numbers of the registered ones of some users. */
export async function queryAllTime(
  store: ReadStore,
  users: readonly string[],
  today: string,
): Promise<UserStats[]> {
  const query = <Row>(name: string, sql: string, users: readonly string[]) =>
    store.query<Row>({ name, sql, parameters: { users, today } });

  const rows = await query<UserTotalsRow>("user-totals", USER_TOTALS, users);
  const all = [...sumByUser(rows).values()];
  const unsure = all
    .filter((totals) => !knowsLastLogin(totals, today))
    .map(({ userId }) => userId);
  const lastSessions =
    unsure.length === 0
      ? []
      : await query<LastSessionRow>("last-sessions", LAST_SESSIONS, unsure);
  const days = new Map(
    lastSessions.map((row) => [row.user_id, row.days_since_last_login]),
  );
  return all
    .filter(({ isRegistered }) => isRegistered)
    .map(
      (totals) =>
        answerFromTotals(totals, today) ??
        answer(totals, days.get(totals.userId) ?? null),
    );
}

/** A registered user's numbers; undefined if the totals are not enough. */
export function answerFromTotals(
  totals: UserTotals,
  today: string,
): UserStats | undefined {
  return totals.isRegistered && knowsLastLogin(totals, today)
    ? answer(totals, daysSinceLastLogin(totals, today))
    : undefined;
}

/**
 * Whether the totals have the last session up to today: not if sessions of a
 * day may have been retracted, nor if the last one is after today.
 */
function knowsLastLogin(totals: UserTotals, today: string): boolean {
  return totals.retractedDays === 0 && totals.lastSessionDate <= today;
}

function daysSinceLastLogin(totals: UserTotals, today: string): number | null {
  if (totals.sessions === 0) return null;
  return Number(parseDay(today)) - Number(parseDay(totals.lastSessionDate));
}

function answer(totals: UserTotals, lastLogin: number | null): UserStats {
  const { country, registration_date_local_timezone } = totals.registration;
  return toUserStats({
    user_id: totals.userId,
    country,
    registration_date_local_timezone,
    days_since_last_login: lastLogin,
    number_of_sessions: totals.sessions,
    seconds_in_game: totals.secondsInGame,
    seconds_in_match: totals.secondsInMatch,
    points_home: totals.pointsHome,
    points_away: totals.pointsAway,
  });
}
