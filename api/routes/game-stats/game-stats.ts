import { Type, type Static } from "typebox";
import { formatDay, LAST_DAY } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { object, UserId, UtcDate } from "../../endpoint/parameters.ts";

const ACTIVITY = statement("activity");
const MOST_POINTS = statement("most-points");

/** All days. */
const FIRST = formatDay(0);
const LAST = formatDay(LAST_DAY);

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
    tag: "Game",
    summary: "the numbers of the whole game, of a UTC date or of all time",
    parameters: object({ date: Type.Optional(UtcDate) }),
    answer: GameStats,
    example: {
      parameters: { date: "2024-10-16" },
      answer: {
        active_users: 143,
        number_of_sessions: 193,
        avg_sessions_for_users: 1.35,
        user_with_most_points: ["9b2d62ac-17bb-ded7-5dfc-a619b8e3b3d5"],
      },
    },
  },
  answer: together(async ({ date }, store): Promise<GameStats> => {
    const [[activity], best] = await Promise.all([
      store.query<ActivityRow>({
        ...ACTIVITY,
        parameters:
          date === undefined
            ? { players: "first_session", from: FIRST, to: LAST }
            : { players: "active_1", from: date, to: date },
      }),
      store.query<UserRow>({
        ...MOST_POINTS,
        parameters:
          date === undefined
            ? { period: "all", date: FIRST }
            : { period: "day", date },
      }),
    ]);
    const { active_users: activeUsers, number_of_sessions: sessions } =
      activity as ActivityRow;
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

function statement(name: string) {
  return { name, sql: readSql(`api/routes/game-stats/${name}.sql`) };
}
