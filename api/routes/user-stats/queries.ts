import {
  arrayLiteral,
  dateLiteral,
  uuidLiteral,
  writeLiterals,
} from "../../../clickhouse/literals.ts";
import type { ReadStore } from "../../../clickhouse/store.ts";
import { readSql } from "../../../common/package-root.ts";
import { createLookup } from "../../lookup.ts";
import { divideToHundredths } from "../../round-half-up.ts";
import type { UserStats } from "./schema.ts";

const USER_STATS = readSql("api/routes/user-stats/user-stats.sql");
const USER_STATS_OF_DAY = readSql(
  "api/routes/user-stats/user-stats-of-day.sql",
);

/** Some 40 MB of answers. */
const CACHED_ANSWERS = 100_000;

/** Well within the 256 KiB that a statement may be long. */
const USERS_AT_ONCE = 256;

export interface UserQuestion {
  /** In lower case. */
  readonly userId: string;
  /** The day that the days since the last login are counted to. */
  readonly date: string;
  /** Whose numbers: of that day alone, or of all time. */
  readonly span: "day" | "all-time";
}

/** Numbers of 64 bits may come as text. */
type Count = number | string;

interface UserStatsRow {
  readonly user_id: string;
  readonly country: string;
  readonly days_since_last_login: Count | null;
  readonly registration_date_local_timezone: string;
  readonly number_of_sessions: Count;
  readonly time_spent_in_game: Count;
  readonly time_spent_in_match: Count;
  readonly total_points_won_home: Count;
  readonly total_points_won_away: Count;
}

/** Makes the question about a user; null is the answer for one unregistered. */
export function createUserStatsQueries(store: ReadStore) {
  const ofAllTime = async (today: string, users: readonly string[]) => {
    const sql = writeLiterals(USER_STATS, {
      users: arrayLiteral(users.map(uuidLiteral)),
      today: dateLiteral(today),
    });
    const rows = await store.query<UserStatsRow>({ name: "user-stats", sql });
    return rows.map((row) => toAnswer(row, today, "all-time"));
  };

  const ofDays = async (questions: readonly UserQuestion[]) => {
    const sql = writeLiterals(USER_STATS_OF_DAY, {
      users: arrayLiteral(questions.map(({ userId }) => uuidLiteral(userId))),
      dates: arrayLiteral(questions.map(({ date }) => dateLiteral(date))),
    });
    const rows = await store.query<UserStatsRow & { readonly date: string }>({
      name: "user-stats-of-day",
      sql,
    });
    return rows.map((row) => toAnswer(row, row.date, "day"));
  };

  const answerAll = async (questions: readonly UserQuestion[]) => {
    const ofDay = questions.filter(({ span }) => span === "day");
    const allTime = questions.filter(({ span }) => span === "all-time");
    // One day, except around midnight.
    const todays = new Set(allTime.map(({ date }) => date));
    const answers = await Promise.all([
      ...[...todays].map((today) => {
        const asked = allTime.filter(({ date }) => date === today);
        const users = asked.map(({ userId }) => userId);
        return ofAllTime(today, users);
      }),
      ...(ofDay.length > 0 ? [ofDays(ofDay)] : []),
    ]);
    const byKey = new Map(answers.flat());
    return questions.map((question) => byKey.get(keyOf(question)) ?? null);
  };

  return {
    findUserStats: createLookup<UserQuestion, UserStats | null>(store, {
      keyOf,
      answerAll,
      batchSize: USERS_AT_ONCE,
      cacheSize: CACHED_ANSWERS,
    }),
  };
}

function keyOf({ userId, date, span }: UserQuestion): string {
  return `${userId} ${date} ${span}`;
}

function toAnswer(
  row: UserStatsRow,
  date: string,
  span: UserQuestion["span"],
): [key: string, stats: UserStats] {
  const lastLogin = row.days_since_last_login;
  const secondsInGame = Number(row.time_spent_in_game);
  const secondsInMatch = Number(row.time_spent_in_match);
  const stats = {
    user_id: row.user_id,
    country: row.country,
    days_since_last_login: lastLogin === null ? null : Number(lastLogin),
    registration_date_local_timezone: row.registration_date_local_timezone,
    number_of_sessions: Number(row.number_of_sessions),
    time_spent_in_game: secondsInGame,
    total_points_won_home: Number(row.total_points_won_home),
    total_points_won_away: Number(row.total_points_won_away),
    percentage_time_spent_in_match:
      secondsInGame === 0
        ? 0
        : divideToHundredths(100 * secondsInMatch, secondsInGame),
  };
  return [keyOf({ userId: row.user_id, date, span }), stats];
}
