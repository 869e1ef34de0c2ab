import { Type, type Static } from "typebox";
import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { readSql } from "../../../common/package-root.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import { cached, defineEndpoint } from "../../endpoint/endpoint.ts";
import { object, UserId, UtcDate } from "../../endpoint/parameters.ts";

const ACTIVITY = statement("activity");
const ACTIVITY_OF_DAY = statement("activity-of-day");
const MOST_POINTS = statement("most-points");
const MOST_POINTS_OF_DAY = statement("most-points-of-day");

/** Its statements are short: a longer queue is answered in time. */
const QUESTIONS_AT_ONCE = 8;

export const GameStats = object({
  active_users: Type.Integer({ minimum: 0 }),
  number_of_sessions: Type.Integer({ minimum: 0 }),
  avg_sessions_for_users: Type.Union([
    Type.Number({ minimum: 1 }),
    Type.Null(),
  ]),
  user_with_most_points: Type.Array(UserId),
});

export type GameStats = Static<typeof GameStats>;

interface ActivityRow {
  readonly active_users: number;
  readonly number_of_sessions: number;
}

interface UserRow {
  readonly user_id: string;
}

export const gameStats = defineEndpoint({
  schema: {
    path: "/api/game-stats",
    summary: "the numbers of the whole game, of a UTC date or of all time",
    parameters: object({ date: Type.Optional(UtcDate) }),
    answer: GameStats,
  },
  answer: cached(async ({ date }, store): Promise<GameStats> => {
    const [activity, best] = await (date === undefined
      ? queryAllTime(store)
      : queryDay(store, date));
    const { active_users: activeUsers, number_of_sessions: sessions } =
      activity[0] as ActivityRow;
    return {
      active_users: activeUsers,
      number_of_sessions: sessions,
      avg_sessions_for_users:
        activeUsers === 0 ? null : divideToHundredths(sessions, activeUsers),
      // As text: ClickHouse orders UUIDs by their second half first.
      user_with_most_points: best.map(({ user_id }) => user_id).sort(),
    };
  }, QUESTIONS_AT_ONCE),
});

const queryDay = (store: ReadStore, date: string) =>
  Promise.all([
    store.query<ActivityRow>({ ...ACTIVITY_OF_DAY, parameters: { date } }),
    store.query<UserRow>({ ...MOST_POINTS_OF_DAY, parameters: { date } }),
  ]);

const queryAllTime = (store: ReadStore) =>
  Promise.all([
    store.query<ActivityRow>(ACTIVITY),
    store.query<UserRow>(MOST_POINTS),
  ]);

function statement(name: string) {
  return { name, sql: readSql(`api/routes/game-stats/${name}.sql`) };
}
