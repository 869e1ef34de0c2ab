import { Type, type Static } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { UserId, UtcDate } from "../../endpoint/parameters.ts";

const Parameters = Type.Object(
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

export const GAME_STATS = {
  path: "/api/game-stats",
  summary: "The whole game's numbers on a UTC date, or of all time without one",
  parameters: Parameters,
  answer: GameStats,
} satisfies Endpoint;
