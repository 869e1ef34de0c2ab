import type Router from "@koa/router";
import type { Middleware } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { nearestPath } from "./nearest-path.ts";
import { clip } from "../../common/quote.ts";

/**
 * Stands behind the router: answers OPTIONS, and says of anything else why no
 * route has answered.
 */
export function refuse(
  router: Router,
  endpoints: readonly Endpoint[],
): Middleware {
  const known = [
    ...endpoints.map(({ path }) => path),
    "/docs",
    "/openapi.json",
  ];
  return (context) => {
    const { method, path } = context;
    const routes = router.match(path, method).path;
    if (routes.length === 0) throw notFound(path, known);
    const methods = new Set(routes.flatMap((route) => route.methods));
    const allowed = [...methods, "OPTIONS"];
    context.set("Allow", allowed.join(", "));
    if (method === "OPTIONS") {
      context.status = 204;
      return;
    }
    throw new TouchlineError(
      "method_not_allowed",
      `${clip(path)} does not take ${method}, only ${allowed.join(", ")}`,
    );
  };
}

function notFound(path: string, known: readonly string[]): TouchlineError {
  const near = nearestPath(path, known);
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  return new TouchlineError(
    "not_found",
    `there is nothing at ${clip(path)}: ${hint}/docs lists what there is, and / is the dashboard`,
  );
}
