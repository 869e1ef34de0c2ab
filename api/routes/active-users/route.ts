import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import { createSeries } from "../../answers/series.ts";
import { ACTIVE_USERS } from "./schema.ts";

const SQL = readSql("api/routes/active-users/active-users.sql");

type Day = Static<typeof ACTIVE_USERS.answer>["days"][number];

interface Row {
  readonly date: string;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** GET /api/active-users: by day, week and month. */
export function addActiveUsers(
  router: Router,
  dependencies: Dependencies,
): void {
  const answer = createSeries<Row, Day>(dependencies.store, {
    name: "active-users",
    sql: SQL,
    toDays: (rows) => rows.map(toDay),
  });
  addEndpoint(router, ACTIVE_USERS, dependencies, answer);
}

function toDay({ date, daily, weekly, monthly }: Row): Day {
  return {
    date,
    daily_active_users: daily,
    weekly_active_users: weekly,
    monthly_active_users: monthly,
    stickiness: monthly === 0 ? null : divideToHundredths(100 * daily, monthly),
  };
}
