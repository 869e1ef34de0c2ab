import Router from "@koa/router";
import Koa from "koa";
import type { ReadStore } from "../clickhouse/store.ts";
import { dayOf, formatDay } from "../common/days.ts";
import type { Dependencies } from "./dependencies.ts";
import { ENDPOINTS } from "./endpoints.ts";
import {
  describeError,
  errorHandler,
  type Log,
} from "./middleware/error-handler.ts";
import { refuse } from "./middleware/refuse.ts";
import { addGameStats } from "./routes/game-stats/route.ts";
import { addUserStats } from "./routes/user-stats/route.ts";

export interface AppOptions {
  readonly store: ReadStore;
  /** The time, in milliseconds since 1970. */
  readonly clock?: () => number;
  readonly log?: Log;
}

/** Makes the API as a Koa application that does not listen yet. */
export function createApp({
  store,
  clock = Date.now,
  log = (text) => process.stderr.write(`touchline: ${text}\n`),
}: AppOptions): Koa {
  const dependencies: Dependencies = {
    store,
    today: () => formatDay(dayOf(clock() / 1000)),
  };
  const router = new Router();
  router.get("/", (context) => {
    context.body = { endpoints: ENDPOINTS };
  });
  addUserStats(router, dependencies);
  addGameStats(router, dependencies);

  const app = new Koa();
  app.on("error", (error) => log(describeError(error)));
  app.use(errorHandler(log));
  app.use(router.routes());
  app.use(refuse(router));
  return app;
}
