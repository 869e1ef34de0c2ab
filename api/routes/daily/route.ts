import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createSeries } from "../../series.ts";
import { DAILY } from "./schema.ts";

const SQL = readSql("api/routes/daily/daily.sql");

type Day = Static<typeof DAILY.answer>["days"][number];
type Row = Record<keyof Day, string | number>;

/** GET /api/daily: the game, day by day. */
export function addDaily(router: Router, dependencies: Dependencies): void {
  const answer = createSeries<Row, Day>(dependencies.store, {
    name: "daily",
    sql: SQL,
    toDays: (rows) => rows.map(toDay),
  });
  addEndpoint(router, DAILY, dependencies, answer);
}

function toDay(row: Row): Day {
  return {
    date: String(row.date),
    active_users: Number(row.active_users),
    new_users: Number(row.new_users),
    sessions: Number(row.sessions),
    time_spent_in_game: Number(row.time_spent_in_game),
    matches: Number(row.matches),
    home_wins: Number(row.home_wins),
    draws: Number(row.draws),
    away_wins: Number(row.away_wins),
  };
}
