import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { daysOf } from "../../endpoint/find-range.ts";
import { createSeries } from "../../answers/series.ts";
import { NEW_USERS } from "./schema.ts";

const SQL = readSql("api/routes/new-users/new-users.sql");

type Day = Static<typeof NEW_USERS.answer>["days"][number];

/** GET /api/new-users: registrations, day by day. */
export function addNewUsers(router: Router, dependencies: Dependencies): void {
  const answer = createSeries<Day, Day>(dependencies.store, {
    name: "new-users",
    sql: SQL,
    toDays(rows, range) {
      const days = new Map(rows.map((row) => [row.date, row]));
      return daysOf(range).map((date) => days.get(date) ?? emptyDay(date));
    },
  });
  addEndpoint(router, NEW_USERS, dependencies, answer);
}

function emptyDay(date: string): Day {
  return { date, new_users: 0, ios: 0, android: 0, web: 0 };
}
