import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { askTogether } from "../../answers/ask-together.ts";
import type { Range } from "../../answers/find-range.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  FORMAT,
  object,
  RANGE,
  UserId,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/user-results/user-results.sql");

const Results = object({
  side: Type.Union([Type.Literal("home"), Type.Literal("away")]),
  matches: Count,
  wins: Count,
  draws: Count,
  losses: Count,
  win_rate: Type.Union(
    [Type.Number({ minimum: 0, maximum: 100 }), Type.Null()],
    { description: "wins in percent of matches; null without matches" },
  ),
});

interface Row {
  readonly is_home: boolean;
  readonly matches: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

const NONE = { matches: 0, wins: 0, draws: 0, losses: 0 };

export const userResults = defineEndpoint({
  schema: {
    path: "/api/users/{user_id}/results",
    tag: "Players",
    summary:
      "a user's wins, draws and losses at home and away in a range of days",
    parameters: object({ user_id: UserId, ...RANGE, ...FORMAT }),
    answer: object({
      user_id: UserId,
      from: Day,
      to: Day,
      sides: Type.Array(Results, { description: "home, then away" }),
    }),
    rows: "sides",
    example: {
      parameters: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-07",
        to: "2024-10-27",
      },
      answer: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-07",
        to: "2024-10-27",
        sides: [
          {
            side: "home",
            matches: 10,
            wins: 7,
            draws: 2,
            losses: 1,
            win_rate: 70,
          },
        ],
      },
    },
  },
  answer({ store, findPlayer }) {
    const read = askTogether((question: Range & { readonly user_id: string }) =>
      store.query<Row>({
        name: "user-results",
        sql: SQL,
        parameters: { ...question },
      }),
    );
    return async ({ user_id, from, to }) => {
      const [rows] = await Promise.all([
        read({ user_id, from, to }),
        findPlayer(user_id),
      ]);
      const sides = (["home", "away"] as const).map((side) =>
        toResults(
          side,
          rows.find((row) => row.is_home === (side === "home")),
        ),
      );
      return { user_id, from, to, sides };
    };
  },
});

function toResults(
  side: "home" | "away",
  row: Omit<Row, "is_home"> = NONE,
): Static<typeof Results> {
  const { matches, wins, draws, losses } = row;
  return {
    ...{ side, matches, wins, draws, losses },
    win_rate: matches === 0 ? null : divideToHundredths(100 * wins, matches),
  };
}
