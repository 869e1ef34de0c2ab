import type Router from "@koa/router";
import { TouchlineError } from "../../../common/errors.ts";
import type { Dependencies } from "../../dependencies.ts";
import { guard } from "../../middleware/guard.ts";
import { createUserStatsQueries } from "./queries.ts";
import { UserStatsQuery } from "./schema.ts";

/** GET /api/user-stats: one user's numbers, of a day or of all time. */
export function addUserStats(router: Router, { store, today }: Dependencies) {
  const { findUserStats } = createUserStatsQueries(store);

  router.get(
    "/api/user-stats",
    guard(UserStatsQuery, async (context, { user_id, date }) => {
      const userId = user_id.toLowerCase();
      const stats = await findUserStats(
        date === undefined
          ? { userId, date: today(), span: "all-time" }
          : { userId, date, span: "day" },
      );
      if (stats === null)
        throw new TouchlineError(
          "not_found",
          `no user ${userId} is registered`,
        );
      context.body = stats;
    }),
  );
}
