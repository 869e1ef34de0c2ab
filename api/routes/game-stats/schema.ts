import { Type, type Static } from "typebox";
import { UserId, UtcDate } from "../../parameters.ts";

export const GameStatsQuery = Type.Object(
  { date: Type.Optional(UtcDate) },
  { additionalProperties: false },
);

export const GameStats = Type.Object(
  {
    active_users: Type.Integer({ minimum: 0 }),
    number_of_sessions: Type.Integer({ minimum: 0 }),
    avg_sessions_for_users: Type.Union([
      Type.Number({ minimum: 1 }),
      Type.Null(),
    ]),
    user_with_most_points: Type.Array(UserId),
  },
  { additionalProperties: false },
);

export type GameStats = Static<typeof GameStats>;
