import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { cached, defineEndpoint } from "../../endpoint/endpoint.ts";
import { naturalWithId, Next, pageBy, toPage } from "../../endpoint/page.ts";
import {
  Count,
  Country,
  FORMAT,
  object,
  UserId,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/leaderboard/leaderboard.sql");

/** Precedes all players. */
const START = `${Number.MAX_SAFE_INTEGER}_`;

const Player = object({
  rank: Type.Integer({
    minimum: 1,
    description: "players with equal points share a rank",
  }),
  user_id: UserId,
  country: Type.String(),
  points: Count,
  points_home: Count,
  points_away: Count,
  matches: Type.Integer({ minimum: 1 }),
});

export const leaderboard = defineEndpoint({
  schema: {
    path: "/api/leaderboard",
    summary: "players by points of all time, and by id if points are equal",
    parameters: object({
      country: Type.Optional(Country),
      ...pageBy(naturalWithId(15)),
      ...FORMAT,
    }),
    answer: object({ players: Type.Array(Player), next: Next }),
    rows: "players",
  },
  answer: cached(async ({ country, limit, after = START }, store) => {
    const [points, user_id = ""] = after.split("_");
    const read = await store.query<Static<typeof Player>>({
      name: "leaderboard",
      sql: SQL,
      parameters: { country, points, user_id, rows: limit + 1 },
    });
    const { rows, next } = toPage(
      read,
      limit,
      (player) => `${player.points}_${player.user_id}`,
    );
    return { players: rows, next };
  }),
});
