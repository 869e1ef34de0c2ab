import {
  arrayLiteral,
  dateLiteral,
  uuidLiteral,
  writeLiterals,
} from "../../../clickhouse/literals.ts";
import type { ReadStore } from "../../../clickhouse/store.ts";
import { readSql } from "../../../common/package-root.ts";
import { toUserStats, type Count } from "./to-user-stats.ts";
import type { UserStats } from "./schema.ts";

const USER_STATS = readSql("api/routes/user-stats/user-stats.sql");
const LAST_SESSIONS = readSql("api/routes/user-stats/last-sessions.sql");

interface TotalsRow {
  readonly user_id: string;
  readonly registered: {
    readonly event_id: Count;
    readonly country: string;
    readonly registration_date_local_timezone: string;
  };
  readonly number_of_sessions: Count;
  readonly seconds_in_game: Count;
  readonly seconds_in_match: Count;
  readonly points_home: Count;
  readonly points_away: Count;
  readonly days_since_last_session: Count;
  readonly days_retracted: Count;
}

interface LastSessionRow {
  readonly user_id: string;
  readonly days_since_last_login: Count;
}

/** The all-time numbers of those of the users who are registered. */
export async function queryAllTime(
  store: ReadStore,
  users: readonly string[],
  today: string,
): Promise<UserStats[]> {
  const query = <Row>(name: string, sql: string, users: readonly string[]) =>
    store.query<Row>({
      name,
      sql: writeLiterals(sql, {
        users: arrayLiteral(users.map(uuidLiteral)),
        today: dateLiteral(today),
      }),
    });

  const rows = await query<TotalsRow>("user-stats", USER_STATS, users);
  const registered = rows.filter(isRegistered);
  const unsure = registered.filter(isUnsure).map(({ user_id }) => user_id);
  const lastSessions =
    unsure.length === 0
      ? []
      : await query<LastSessionRow>("last-sessions", LAST_SESSIONS, unsure);
  const daysOf = new Map<string, Count | null>(
    lastSessions.map((row) => [row.user_id, row.days_since_last_login]),
  );
  return registered.map((row) => {
    const days = isUnsure(row)
      ? (daysOf.get(row.user_id) ?? null)
      : daysOfTotals(row);
    return toUserStats({
      ...row.registered,
      ...row,
      days_since_last_login: days,
    });
  });
}

function isRegistered({ registered }: TotalsRow): boolean {
  return Number(registered.event_id) <= Number.MAX_SAFE_INTEGER;
}

/** Whether the totals do not tell the last session up to today. */
function isUnsure(row: TotalsRow): boolean {
  return (
    Number(row.days_retracted) > 0 || Number(row.days_since_last_session) < 0
  );
}

function daysOfTotals(row: TotalsRow): Count | null {
  return Number(row.number_of_sessions) === 0
    ? null
    : row.days_since_last_session;
}
