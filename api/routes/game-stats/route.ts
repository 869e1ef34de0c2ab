import type Router from "@koa/router";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createGameStatsQueries } from "./queries.ts";
import { GAME_STATS } from "./schema.ts";

/** GET /api/game-stats: the whole game's numbers, of a day or of all time. */
export function addGameStats(router: Router, dependencies: Dependencies): void {
  const { findGameStats } = createGameStatsQueries(dependencies.store);
  addEndpoint(router, GAME_STATS, dependencies, ({ date }) =>
    findGameStats(date),
  );
}
