import type Router from "@koa/router";
import type { Middleware } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import { countMistakes } from "../../common/find-nearest.ts";
import { clip } from "../../common/text.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";

/**
 * Runs after the router: answers OPTIONS, and throws not_found or
 * method_not_allowed for anything else.
 */
export function refuse(
  router: Router,
  endpoints: readonly Endpoint[],
): Middleware {
  const known = [
    ...endpoints.map(({ schema }) => schema.path),
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
      `${clip(path)} does not support ${method}, only ${allowed.join(", ")}`,
    );
  };
}

function notFound(path: string, known: readonly string[]): TouchlineError {
  const near = nearestPath(path, known);
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  return new TouchlineError(
    "not_found",
    `nothing is at ${clip(path)}: ${hint}/docs lists all paths, and / is the dashboard`,
  );
}

/** A longer path is not a typing mistake, and comparing it takes time. */
const LONGEST_PATH = 200;

/**
 * Suggests a known path: up to a third of its letters may be wrong. A part in
 * braces stands for any text.
 */
function nearestPath(
  path: string,
  known: readonly string[],
): string | undefined {
  if (path.length > LONGEST_PATH) return undefined;
  const given = path.toLowerCase().replace(/\/+$/, "");
  const near = known
    .map((one) => {
      const meant = fillIn(one, given);
      return { meant, distance: countMistakes(given, meant) };
    })
    .filter(({ meant, distance }) => distance <= meant.length / 3)
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.meant;
}

/** Puts the parts of the given path where the known one has braces. */
function fillIn(known: string, given: string): string {
  const parts = given.split("/");
  return known
    .split("/")
    .map((part, at) => (part.startsWith("{") ? (parts[at] ?? part) : part))
    .join("/");
}
