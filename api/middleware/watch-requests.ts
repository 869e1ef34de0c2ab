import type { Context, Middleware } from "koa";
import { keyNameOf } from "../access/caller.ts";

/** A request that has been answered. */
export interface AnsweredRequest {
  /** Its X-Request-Id. */
  readonly id: string;
  readonly method: string;
  /** See routeOf. */
  readonly route: string;
  readonly status: number;
  /** The name of the key of the request, if it has one. */
  readonly key: string | undefined;
  /** Until the answer was made, not until it was sent. */
  readonly seconds: number;
}

export type WatchRequest = (request: AnsweredRequest) => void;

/** Reports each request without anything that identifies a client or a user. */
export function watchRequests(watch: WatchRequest): Middleware {
  return async (context, next) => {
    const since = performance.now();
    await next();
    watch({
      id: context.response.get("X-Request-Id"),
      method: context.method,
      route: routeOf(context),
      status: context.status,
      key: keyNameOf(context),
      seconds: (performance.now() - since) / 1000,
    });
  };
}

/** The path as in the documentation: with the names of its parameters, not their values. */
export function routeOf(context: Context): string {
  const { _matchedRoute: route } = context as { _matchedRoute?: unknown };
  if (typeof route !== "string") return "none";
  return route.includes(":") ? route.replaceAll(/:(\w+)/g, "{$1}") : route;
}
