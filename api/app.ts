import Router from "@koa/router";
import Koa from "koa";
import { atOneMoment } from "../runs/published-version.ts";
import type { ReadStore } from "../clickhouse/connection/store.ts";
import { dayOf, formatDay } from "../common/days.ts";
import { OPEN, type Access } from "./access/access.ts";
import { addSignIn } from "./access/add-sign-in.ts";
import { Gate } from "./access/gate.ts";
import { localNames } from "./access/local-names.ts";
import { createCurrentETag } from "./answers/current-etag.ts";
import type { Dependencies } from "./dependencies.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { createFindCountry } from "./endpoint/find-country.ts";
import { addHealth } from "./health/add-health.ts";
import { openHealth, type Health } from "./health/health.ts";
import { addMetrics } from "./metrics/add-metrics.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { compress } from "./middleware/compress.ts";
import { cors } from "./middleware/cors.ts";
import {
  describeError,
  errorHandler,
  type Log,
} from "./middleware/error-handler.ts";
import { limitSize } from "./middleware/limit-size.ts";
import { refuse } from "./middleware/refuse.ts";
import { requestId } from "./middleware/request-id.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import {
  watchRequests,
  type WatchRequest,
} from "./middleware/watch-requests.ts";
import { addPages } from "./pages/add-pages.ts";
import { addActiveUsers } from "./routes/active-users/route.ts";
import { addCountries } from "./routes/countries/route.ts";
import { addCurrentRun } from "./routes/current-run/route.ts";
import { addDaily } from "./routes/daily/route.ts";
import { addLeaderboard } from "./routes/leaderboard/route.ts";
import { addNewUsers } from "./routes/new-users/route.ts";
import { addRejected } from "./routes/rejected/route.ts";
import { addRetention } from "./routes/retention/route.ts";
import { addRuns } from "./routes/runs/route.ts";
import { addSessionLengths } from "./routes/session-lengths/route.ts";
import { addUserDays } from "./routes/user-days/route.ts";
import { addUserMatches } from "./routes/user-matches/route.ts";
import { addUserSessions } from "./routes/user-sessions/route.ts";
import { addGameStats } from "./routes/game-stats/route.ts";
import { addUserStats } from "./routes/user-stats/route.ts";

export interface AppOptions {
  readonly store: ReadStore;
  /** The time, in milliseconds since 1970. */
  readonly clock?: () => number;
  readonly log?: Log;
  /** Told of each request once it is answered. */
  readonly watch?: WatchRequest | undefined;
  /** What /metrics has of this process; without it there is no such path. */
  readonly metrics?: Metrics;
  /** What probes are told; without it, whether the database answers. */
  readonly health?: Health;
  /** Who may ask, and how often; without it, everybody. */
  readonly access?: Access;
  /** Whose pages may read the answers, beside its own. */
  readonly corsOrigins?: readonly string[];
}

/** Makes the API as a Koa application that does not listen yet. */
export function createApp({
  store,
  clock = Date.now,
  log = (text) => process.stderr.write(`touchline: ${text}\n`),
  watch,
  metrics,
  health = openHealth(store, { log }),
  access = OPEN,
  corsOrigins = [],
}: AppOptions): Koa {
  const today = createToday(clock);
  const gate = new Gate(access);
  const dependencies: Dependencies = {
    store,
    gate,
    today,
    findCountry: createFindCountry(store),
    currentETag: createCurrentETag(store, today),
  };
  const router = new Router();
  addPages(router, ENDPOINTS);
  if (access.keys.length > 0) addSignIn(router, gate);
  addHealth(router, health);
  if (metrics) addMetrics(router, gate, metrics, store, health);
  addUserStats(router, dependencies);
  addGameStats(router, dependencies);
  addDaily(router, dependencies);
  addActiveUsers(router, dependencies);
  addSessionLengths(router, dependencies);
  addNewUsers(router, dependencies);
  addCountries(router, dependencies);
  addRetention(router, dependencies);
  addLeaderboard(router, dependencies);
  addUserDays(router, dependencies);
  addUserSessions(router, dependencies);
  addUserMatches(router, dependencies);
  addRuns(router, dependencies);
  addCurrentRun(router, dependencies);
  addRejected(router, dependencies);

  const app = new Koa({
    proxy: access.trustedProxies > 0,
    maxIpsCount: access.trustedProxies,
  });
  app.on("error", (error) => log(describeError(error)));
  app.use((_context, next) => atOneMoment(next));
  app.use(requestId());
  app.use(securityHeaders());
  if (watch) app.use(watchRequests(watch));
  app.use(cors(corsOrigins));
  app.use(compress());
  app.use(errorHandler(log));
  app.use(limitSize());
  if (access.localNames) app.use(localNames());
  app.use(gate.admit());
  app.use(router.routes());
  app.use(refuse(router, ENDPOINTS));
  return app;
}

/** The UTC date of now, written once a day. */
function createToday(clock: () => number): () => string {
  let day = NaN;
  let text = "";
  return () => {
    const now = dayOf(clock() / 1000);
    if (now !== day) {
      day = now;
      text = formatDay(now);
    }
    return text;
  };
}
