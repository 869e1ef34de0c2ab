import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createOfUser, type OfUser } from "../../of-user.ts";
import { createQuestion } from "../../question.ts";
import { USER_DAYS } from "./schema.ts";

const SQL = readSql("api/routes/user-days/user-days.sql");

type Day = Static<typeof USER_DAYS.answer>["days"][number];

/** GET /api/users/{user_id}/days: one user, day by day. */
export function addUserDays(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const ofUser = createOfUser(store);
  const findDays = createQuestion(
    store,
    async (parameters: OfUser): Promise<Day[]> => {
      const rows = await store.query<Record<keyof Day, string | number>>({
        name: "user-days",
        sql: SQL,
        parameters: { ...parameters },
      });
      return rows.map((row) => ({
        date: String(row.date),
        number_of_sessions: Number(row.number_of_sessions),
        time_spent_in_game: Number(row.time_spent_in_game),
        time_spent_in_match: Number(row.time_spent_in_match),
        total_points_won_home: Number(row.total_points_won_home),
        total_points_won_away: Number(row.total_points_won_away),
      }));
    },
  );

  addEndpoint(router, USER_DAYS, dependencies, (asked) =>
    ofUser(asked, async (of) => ({ days: await findDays(of) })),
  );
}
