import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createFindRange, type Range } from "../../find-range.ts";
import { createQuestion } from "../../question.ts";
import { DAILY } from "./schema.ts";

const SQL = readSql("api/routes/daily/daily.sql");

type Day = Static<typeof DAILY.answer>["days"][number];

/** GET /api/daily: the game, day by day. */
export function addDaily(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const findRange = createFindRange(store);
  const findDays = createQuestion(
    store,
    async (parameters: Range & { country: string }): Promise<Day[]> => {
      const rows = await store.query<Record<keyof Day, string | number>>({
        name: "daily",
        sql: SQL,
        parameters: { ...parameters },
      });
      return rows.map((row) => ({
        date: String(row.date),
        active_users: Number(row.active_users),
        new_users: Number(row.new_users),
        sessions: Number(row.sessions),
        time_spent_in_game: Number(row.time_spent_in_game),
        matches: Number(row.matches),
        home_wins: Number(row.home_wins),
        draws: Number(row.draws),
        away_wins: Number(row.away_wins),
      }));
    },
  );

  addEndpoint(router, DAILY, dependencies, ({ country = "", ...asked }) =>
    store.snapshot(async () => {
      const range = await findRange(asked);
      return { ...range, days: await findDays({ ...range, country }) };
    }),
  );
}
