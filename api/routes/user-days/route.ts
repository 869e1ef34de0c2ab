import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createOfUser, type OfUser } from "../../answers/of-user.ts";
import { createQuestion } from "../../answers/question.ts";
import { USER_DAYS } from "./schema.ts";

const SQL = readSql("api/routes/user-days/user-days.sql");

type Day = Static<typeof USER_DAYS.answer>["days"][number];

/** GET /api/users/{user_id}/days: one user, day by day. */
export function addUserDays(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const ofUser = createOfUser(store);
  const findDays = createQuestion(store, (parameters: OfUser) =>
    store.query<Day>({
      name: "user-days",
      sql: SQL,
      parameters: { ...parameters },
    }),
  );

  addEndpoint(router, USER_DAYS, dependencies, (asked) =>
    ofUser(asked, async (of) => ({ days: await findDays(of) })),
  );
}
