import Router from "@koa/router";
import Koa from "koa";
import type { ReadStore } from "../clickhouse/connection/store.ts";
import { OPEN, type Access } from "./access/access.ts";
import { addSignIn } from "./access/sign-in.ts";
import { Gate } from "./access/gate.ts";
import { localNames } from "./access/local-names.ts";
import { createSources } from "./answers/sources.ts";
import { addEndpoint } from "./endpoint/add-endpoint.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { addHealth, openHealth, type Health } from "./health/health.ts";
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

export interface AppOptions {
  readonly store: ReadStore;
  /** The time, in milliseconds since 1970. */
  readonly clock?: () => number;
  readonly log?: Log;
  /** Called with each request once it is answered. */
  readonly watch?: WatchRequest | undefined;
  /** The metrics of this process; without them there is no /metrics. */
  readonly metrics?: Metrics;
  /** The state that probes report; by default whether the database answers. */
  readonly health?: Health;
  /** By default every request is allowed. */
  readonly access?: Access;
  /** The other origins whose pages may read answers. */
  readonly corsOrigins?: readonly string[];
}

/** Creates the API as a Koa application that does not listen yet. */
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
  const gate = new Gate(access);
  const sources = createSources(store, clock);
  const router = new Router();
  addPages(router, ENDPOINTS);
  if (access.keys.length > 0) addSignIn(router, gate);
  addHealth(router, health);
  if (metrics) addMetrics(router, gate, metrics, store, health);
  for (const endpoint of ENDPOINTS)
    addEndpoint(router, endpoint, sources, gate);

  const app = new Koa({
    proxy: access.trustedProxies > 0,
    maxIpsCount: access.trustedProxies,
  });
  app.on("error", (error) => log(describeError(error)));
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
