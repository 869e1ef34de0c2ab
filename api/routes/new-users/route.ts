import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createFindRange, daysOf, type Range } from "../../find-range.ts";
import { createQuestion } from "../../question.ts";
import { NEW_USERS } from "./schema.ts";

const SQL = readSql("api/routes/new-users/new-users.sql");

type Day = Static<typeof NEW_USERS.answer>["days"][number];

/** GET /api/new-users: registrations, day by day. */
export function addNewUsers(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const findRange = createFindRange(store);
  const findDays = createQuestion(
    store,
    async (parameters: Range & { country: string }): Promise<Day[]> => {
      const rows = await store.query<Record<keyof Day, string | number>>({
        name: "new-users",
        sql: SQL,
        parameters: { ...parameters },
      });
      const days = new Map(rows.map((row) => [row.date, row]));
      return daysOf(parameters).map((date) => {
        const row = days.get(date);
        return {
          date,
          new_users: Number(row?.new_users ?? 0),
          ios: Number(row?.ios ?? 0),
          android: Number(row?.android ?? 0),
          web: Number(row?.web ?? 0),
        };
      });
    },
  );

  addEndpoint(router, NEW_USERS, dependencies, ({ country = "", ...asked }) =>
    store.snapshot(async () => {
      const range = await findRange(asked);
      return { ...range, days: await findDays({ ...range, country }) };
    }),
  );
}
