import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { readSql } from "../../../common/package-root.ts";
import { cacheCounts, createLookup } from "../../answers/lookup.ts";
import { unknownUser } from "../../answers/require-user.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
import { answerFromTotals, queryAllTime } from "./all-time.ts";
import { ReadAhead } from "./read-ahead.ts";
import {
  toUserStats,
  USER_STATS,
  type UserNumbers,
  type UserStats,
} from "./schema.ts";

const USER_STATS_OF_DAY = readSql(
  "api/routes/user-stats/user-stats-of-day.sql",
);

/** Some 40 MB of answers. */
const CACHED_ANSWERS = 100_000;

/** Some 100 MB of users. */
const USERS_READ_AHEAD = 200_000;

/** A larger batch makes all its users wait longer. */
const USERS_AT_ONCE = 256;

interface UserQuestion {
  /** In lower case. */
  readonly userId: string;
  /** The day from which the days since the last login are counted back. */
  readonly date: string;
  /** Numbers of that day alone or of all time. */
  readonly span: "day" | "all-time";
}

type Answered = readonly (readonly [key: string, stats: UserStats])[];

export const userStats = defineEndpoint({
  schema: USER_STATS,
  answer({ store, today }) {
    const findUserStats = createFindUserStats(store);
    return async ({ user_id: userId, date }) => {
      const stats = await findUserStats(
        date === undefined
          ? { userId, date: today(), span: "all-time" }
          : { userId, date, span: "day" },
      );
      if (stats === null) throw unknownUser(userId);
      return stats;
    };
  },
});

/** Returns a function that returns a user's numbers; null if not registered. */
function createFindUserStats(
  store: ReadStore,
): (question: UserQuestion) => Promise<UserStats | null> {
  const lookUp = createLookup<UserQuestion, UserStats | null>(store, {
    keyOf,
    answerAll: (questions) => answerAll(store, questions),
    batchSize: USERS_AT_ONCE,
    cacheSize: CACHED_ANSWERS,
  });
  const ahead = new ReadAhead(store, USERS_READ_AHEAD);

  const findAhead = async ({ userId, date }: UserQuestion) => {
    const totals = ahead.get(await store.version(), userId);
    cacheCounts.read_ahead[totals ? "hit" : "miss"]++;
    return totals && answerFromTotals(totals, date);
  };

  return async (question) =>
    (question.span === "all-time" ? await findAhead(question) : undefined) ??
    lookUp(question);
}

async function answerAll(
  store: ReadStore,
  questions: readonly UserQuestion[],
): Promise<(UserStats | null)[]> {
  const ofDay = questions.filter(({ span }) => span === "day");
  const allTime = questions.filter(({ span }) => span === "all-time");
  // One day, except around midnight.
  const todays = new Set(allTime.map(({ date }) => date));
  const answers = await Promise.all([
    ...[...todays].map((today) =>
      ofAllTime(
        store,
        allTime.filter(({ date }) => date === today),
        today,
      ),
    ),
    ...(ofDay.length > 0 ? [ofDays(store, ofDay)] : []),
  ]);
  const byKey = new Map(answers.flat());
  return questions.map((question) => byKey.get(keyOf(question)) ?? null);
}

async function ofAllTime(
  store: ReadStore,
  questions: readonly UserQuestion[],
  today: string,
): Promise<Answered> {
  const users = questions.map(({ userId }) => userId);
  const answers = await queryAllTime(store, users, today);
  return answers.map((stats) => [
    keyOf({ userId: stats.user_id, date: today, span: "all-time" }),
    stats,
  ]);
}

async function ofDays(
  store: ReadStore,
  questions: readonly UserQuestion[],
): Promise<Answered> {
  const rows = await store.query<UserNumbers & { readonly date: string }>({
    name: "user-stats-of-day",
    sql: USER_STATS_OF_DAY,
    parameters: {
      users: questions.map(({ userId }) => userId),
      dates: questions.map(({ date }) => date),
    },
  });
  return rows.map((row) => [
    keyOf({ userId: row.user_id, date: row.date, span: "day" }),
    toUserStats(row),
  ]);
}

function keyOf({ userId, date, span }: UserQuestion): string {
  return `${userId} ${date} ${span}`;
}
