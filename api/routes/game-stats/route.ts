import type Router from "@koa/router";
import type { Dependencies } from "../../dependencies.ts";
import { guard } from "../../middleware/guard.ts";
import { createGameStatsQueries } from "./queries.ts";
import { GameStatsQuery } from "./schema.ts";

/** GET /api/game-stats: the whole game's numbers, of a day or of all time. */
export function addGameStats(router: Router, { store }: Dependencies): void {
  const { findGameStats } = createGameStatsQueries(store);

  router.get(
    "/api/game-stats",
    guard(GameStatsQuery, async (context, { date }) => {
      context.body = await findGameStats(date);
    }),
  );
}
