import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { readSql } from "../../../common/package-root.ts";
import { createLookup } from "../../answers/lookup.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import type { GameStats } from "./schema.ts";

const ACTIVITY = statement("activity");
const ACTIVITY_OF_DAY = statement("activity-of-day");
const MOST_POINTS = statement("most-points");
const MOST_POINTS_OF_DAY = statement("most-points-of-day");

/** Few, as one answer may name every player of a day. */
const CACHED_ANSWERS = 100;

const QUESTIONS_AT_ONCE = 8;

interface ActivityRow {
  readonly active_users: number;
  readonly number_of_sessions: number;
}

interface UserRow {
  readonly user_id: string;
}

/** Makes the question about the game: of one day, or of all time. */
export function createGameStatsQueries(store: ReadStore) {
  const ofDay = (date: string) =>
    Promise.all([
      store.query<ActivityRow>({ ...ACTIVITY_OF_DAY, parameters: { date } }),
      store.query<UserRow>({ ...MOST_POINTS_OF_DAY, parameters: { date } }),
    ]);

  const ofAllTime = () =>
    Promise.all([
      store.query<ActivityRow>(ACTIVITY),
      store.query<UserRow>(MOST_POINTS),
    ]);

  const answer = async (date: string | undefined): Promise<GameStats> => {
    const [activity, best] = await (date === undefined
      ? ofAllTime()
      : ofDay(date));
    const { active_users: activeUsers, number_of_sessions: sessions } =
      activity[0] as ActivityRow;
    return {
      active_users: activeUsers,
      number_of_sessions: sessions,
      avg_sessions_for_users:
        activeUsers === 0 ? null : divideToHundredths(sessions, activeUsers),
      // As text: the database orders UUIDs by their halves.
      user_with_most_points: best.map(({ user_id }) => user_id).sort(),
    };
  };

  return {
    findGameStats: createLookup<string | undefined, GameStats>(store, {
      keyOf: (date) => date ?? "all-time",
      answerAll: (dates) => Promise.all(dates.map(answer)),
      batchSize: QUESTIONS_AT_ONCE,
      cacheSize: CACHED_ANSWERS,
    }),
  };
}

function statement(name: string) {
  return { name, sql: readSql(`api/routes/game-stats/${name}.sql`) };
}
