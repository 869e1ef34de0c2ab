import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { fillDays } from "../../answers/find-range.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  daysOf,
  object,
  SERIES,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/active-users/active-users.sql");

const ActiveUsers = object({
  date: Day,
  daily_active_users: Count,
  weekly_active_users: Type.Integer({
    minimum: 0,
    description: "users with a session in the 7 days up to this one",
  }),
  monthly_active_users: Type.Integer({
    minimum: 0,
    description: "users with a session in the 30 days up to this one",
  }),
  stickiness: Type.Union(
    [Type.Number({ minimum: 0, maximum: 100 }), Type.Null()],
    {
      description:
        "DAU/MAU in percent; null on a day without monthly active users",
    },
  ),
});

interface Row {
  readonly date: string;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

const NONE = { daily: 0, weekly: 0, monthly: 0 };

export const activeUsers = defineEndpoint({
  schema: {
    path: "/api/active-users",
    tag: "Game",
    summary: "daily, weekly and monthly active users, and stickiness (DAU/MAU)",
    parameters: SERIES,
    answer: daysOf(ActiveUsers),
    rows: "days",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        days: [
          {
            date: "2024-10-16",
            daily_active_users: 143,
            weekly_active_users: 393,
            monthly_active_users: 416,
            stickiness: 34.38,
          },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const rows = await store.query<Row>({
      name: "active-users",
      sql: SQL,
      parameters: { from, to, country, device },
    });
    return { from, to, days: fillDays({ from, to }, rows, NONE).map(toDay) };
  }),
});

function toDay({
  date,
  daily,
  weekly,
  monthly,
}: Row): Static<typeof ActiveUsers> {
  return {
    date,
    daily_active_users: daily,
    weekly_active_users: weekly,
    monthly_active_users: monthly,
    stickiness: monthly === 0 ? null : divideToHundredths(100 * daily, monthly),
  };
}
