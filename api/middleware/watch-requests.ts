import type { Context, Middleware } from "koa";
import { keyNameOf } from "../access/caller.ts";

/** What is known of a request once it is answered. */
export interface AnsweredRequest {
  /** Its X-Request-Id. */
  readonly id: string;
  readonly method: string;
  /** See routeOf. */
  readonly route: string;
  readonly status: number;
  /** The name of the key that asked, if one did. */
  readonly key: string | undefined;
  /** Until the answer was made, not until it was sent. */
  readonly seconds: number;
}

export type WatchRequest = (request: AnsweredRequest) => void;

/** Tells of each request, without anything that a client or a user is known by. */
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

/** The path as the reference has it: its parameters by name, not by value. */
export function routeOf(context: Context): string {
  const { _matchedRoute: route } = context as { _matchedRoute?: unknown };
  if (typeof route !== "string") return "none";
  return route.includes(":") ? route.replaceAll(/:(\w+)/g, "{$1}") : route;
}
