import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { cacheCounts } from "../../answers/cache-counts.ts";
import { createLookup } from "../../answers/lookup.ts";
import { answerFromTotals, queryAllTime } from "./all-time.ts";
import { queryDays } from "./of-day.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { UserStats } from "./schema.ts";

/** Some 40 MB of answers. */
const CACHED_ANSWERS = 100_000;

/** Some 100 MB of users. */
const USERS_READ_AHEAD = 200_000;

/** In a bigger batch all who are in it wait longer. */
const USERS_AT_ONCE = 256;

export interface UserQuestion {
  /** In lower case. */
  readonly userId: string;
  /** The day that the days since the last login are counted to. */
  readonly date: string;
  /** Whose numbers: of that day alone, or of all time. */
  readonly span: "day" | "all-time";
}

type Answered = readonly (readonly [key: string, stats: UserStats])[];

/** Makes the question about a user; null is the answer for one unregistered. */
export function createUserStatsQueries(store: ReadStore) {
  const ofAllTime = async (
    questions: readonly UserQuestion[],
    today: string,
  ): Promise<Answered> => {
    const users = questions.map(({ userId }) => userId);
    const answers = await queryAllTime(store, users, today);
    return answers.map((stats) => [
      keyOf({ userId: stats.user_id, date: today, span: "all-time" }),
      stats,
    ]);
  };

  const ofDays = async (
    questions: readonly UserQuestion[],
  ): Promise<Answered> => {
    const answers = await queryDays(store, questions);
    return answers.map(({ date, stats }) => [
      keyOf({ userId: stats.user_id, date, span: "day" }),
      stats,
    ]);
  };

  const answerAll = async (questions: readonly UserQuestion[]) => {
    const ofDay = questions.filter(({ span }) => span === "day");
    const allTime = questions.filter(({ span }) => span === "all-time");
    // One day, except around midnight.
    const todays = new Set(allTime.map(({ date }) => date));
    const answers = await Promise.all([
      ...[...todays].map((today) =>
        ofAllTime(
          allTime.filter(({ date }) => date === today),
          today,
        ),
      ),
      ...(ofDay.length > 0 ? [ofDays(ofDay)] : []),
    ]);
    const byKey = new Map(answers.flat());
    return questions.map((question) => byKey.get(keyOf(question)) ?? null);
  };

  const lookUp = createLookup<UserQuestion, UserStats | null>(store, {
    keyOf,
    answerAll,
    batchSize: USERS_AT_ONCE,
    cacheSize: CACHED_ANSWERS,
  });
  const ahead = new ReadAhead(store, USERS_READ_AHEAD);

  const findAhead = async ({ userId, date }: UserQuestion) => {
    const totals = ahead.get(await store.version(), userId);
    cacheCounts.read_ahead[totals ? "hit" : "miss"]++;
    return totals && answerFromTotals(totals, date);
  };

  return {
    findUserStats: async (question: UserQuestion) =>
      (question.span === "all-time" ? await findAhead(question) : undefined) ??
      lookUp(question),
  };
}

function keyOf({ userId, date, span }: UserQuestion): string {
  return `${userId} ${date} ${span}`;
}
