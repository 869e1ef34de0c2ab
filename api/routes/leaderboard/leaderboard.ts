import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { naturalWithId, Next, pageBy, toPage } from "../../endpoint/page.ts";
import {
  Count,
  Country,
  FORMAT,
  object,
  UserId,
} from "../../endpoint/parameters.ts";

const PLACES = statement("leaderboard");
const RANKS = statement("ranks");

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** Precedes all players. */
const START = `${2 ** 32}_${NO_ID}`;

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

type Place = Omit<Static<typeof Player>, "rank">;

export const leaderboard = defineEndpoint({
  schema: {
    path: "/api/leaderboard",
    tag: "Players",
    summary: "players by points of all time, and by id if points are equal",
    parameters: object({
      country: Type.Optional(Country),
      ...pageBy(naturalWithId(15)),
      ...FORMAT,
    }),
    answer: object({ players: Type.Array(Player), next: Next }),
    rows: "players",
    example: {
      parameters: { country: "JP", limit: "1" },
      answer: {
        players: [
          {
            rank: 1,
            user_id: "63f8a786-4131-d7aa-0a9e-7ccc182bb425",
            country: "JP",
            points: 30,
            points_home: 8,
            points_away: 22,
            matches: 19,
          },
        ],
        next: "30_63f8a786-4131-d7aa-0a9e-7ccc182bb425",
      },
    },
  },
  answer: together(async ({ country, limit, after = START }, store) => {
    const [points, user_id] = after.split("_");
    const [places, ranks] = await Promise.all([
      store.query<Place>({
        ...PLACES,
        parameters: { country, points, user_id, rows: limit + 1 },
      }),
      store.query<{ points: number; rank: number }>({
        ...RANKS,
        parameters: { country },
      }),
    ]);
    const { rows, next } = toPage(
      places,
      limit,
      (place) => `${place.points}_${place.user_id}`,
    );
    const rankOf = new Map(ranks.map(({ points, rank }) => [points, rank]));
    const players = rows.map((place) => ({
      rank: rankOf.get(place.points) ?? 0,
      ...place,
    }));
    return { players, next };
  }),
});

function statement(name: string) {
  return { name, sql: readSql(`api/routes/leaderboard/${name}.sql`) };
}
