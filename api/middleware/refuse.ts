import type Router from "@koa/router";
import type { Middleware } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import { ENDPOINTS } from "../endpoints.ts";

/** Stands behind the router: says why no route has answered. */
export function refuse(router: Router): Middleware {
  return ({ method, path, response }) => {
    const routes = router.match(path, method).path;
    const allowed = new Set(routes.flatMap((route) => route.methods));
    if (allowed.size === 0) {
      const known = Object.keys(ENDPOINTS).join(" and ");
      throw new TouchlineError(
        "not_found",
        `there is nothing at ${path}: there are ${known}`,
      );
    }
    response.set("Allow", [...allowed].join(", "));
    throw new TouchlineError(
      "method_not_allowed",
      `${path} does not take ${method}, only ${[...allowed].join(" and ")}`,
    );
  };
}
