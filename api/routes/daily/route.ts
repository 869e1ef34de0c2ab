import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createSeries } from "../../answers/series.ts";
import { DAILY } from "./schema.ts";

const SQL = readSql("api/routes/daily/daily.sql");

type Day = Static<typeof DAILY.answer>["days"][number];

/** GET /api/daily: the game, day by day. */
export function addDaily(router: Router, dependencies: Dependencies): void {
  const answer = createSeries<Day, Day>(dependencies.store, {
    name: "daily",
    sql: SQL,
    toDays: (rows) => [...rows],
  });
  addEndpoint(router, DAILY, dependencies, answer);
}
