import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { readSql } from "../../../common/package-root.ts";
import { toUserStats, type UserNumbers } from "./to-user-stats.ts";
import type { UserStats } from "./schema.ts";

const USER_STATS_OF_DAY = readSql(
  "api/routes/user-stats/user-stats-of-day.sql",
);

/** A user, and the day that is asked about. */
export interface UserDay {
  readonly userId: string;
  readonly date: string;
}

/** The numbers of those of the days whose users are registered. */
export async function queryDays(
  store: ReadStore,
  days: readonly UserDay[],
): Promise<{ date: string; stats: UserStats }[]> {
  const rows = await store.query<UserNumbers & { readonly date: string }>({
    name: "user-stats-of-day",
    sql: USER_STATS_OF_DAY,
    parameters: {
      users: days.map(({ userId }) => userId),
      dates: days.map(({ date }) => date),
    },
  });
  return rows.map((row) => ({ date: row.date, stats: toUserStats(row) }));
}
