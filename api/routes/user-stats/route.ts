import type Router from "@koa/router";
import { TouchlineError } from "../../../common/errors.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createUserStatsQueries } from "./queries.ts";
import { USER_STATS } from "./schema.ts";

/** GET /api/user-stats: one user's numbers, of a day or of all time. */
export function addUserStats(router: Router, dependencies: Dependencies): void {
  const { store, today } = dependencies;
  const { findUserStats } = createUserStatsQueries(store);

  addEndpoint(router, USER_STATS, dependencies, async ({ user_id, date }) => {
    const userId = user_id.toLowerCase();
    const stats = await findUserStats(
      date === undefined
        ? { userId, date: today(), span: "all-time" }
        : { userId, date, span: "day" },
    );
    if (stats === null)
      throw new TouchlineError("not_found", `no user ${userId} is registered`);
    return stats;
  });
}
