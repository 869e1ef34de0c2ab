import type Router from "@koa/router";
import { TouchlineError } from "../../common/errors.ts";
import type { Health } from "./health.ts";

/**
 * Lets the router answer probes: /healthz/live that the process answers at
 * all, /healthz/ready that it can answer requests, or with 503 why not.
 */
export function addHealth(router: Router, health: Health): void {
  router.get("/healthz/live", (context) => {
    context.set("Cache-Control", "no-store");
    context.body = { status: "live" };
  });
  router.get("/healthz/ready", async (context) => {
    const problem = await health.problem();
    if (problem !== undefined) throw new TouchlineError("not_ready", problem);
    context.set("Cache-Control", "no-store");
    context.body = { status: "ready" };
  });
}
