import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { daysOf } from "../../find-range.ts";
import { createSeries } from "../../series.ts";
import { NEW_USERS } from "./schema.ts";

const SQL = readSql("api/routes/new-users/new-users.sql");

type Day = Static<typeof NEW_USERS.answer>["days"][number];
type Row = Record<keyof Day, string | number>;

/** GET /api/new-users: registrations, day by day. */
export function addNewUsers(router: Router, dependencies: Dependencies): void {
  const answer = createSeries<Row, Day>(dependencies.store, {
    name: "new-users",
    sql: SQL,
    toDays(rows, range) {
      const days = new Map(rows.map((row) => [row.date, row]));
      return daysOf(range).map((date) => toDay(date, days.get(date)));
    },
  });
  addEndpoint(router, NEW_USERS, dependencies, answer);
}

function toDay(date: string, row: Row | undefined): Day {
  return {
    date,
    new_users: Number(row?.new_users ?? 0),
    ios: Number(row?.ios ?? 0),
    android: Number(row?.android ?? 0),
    web: Number(row?.web ?? 0),
  };
}
