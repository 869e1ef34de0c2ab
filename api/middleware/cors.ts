import type { Middleware } from "koa";

/** Besides those that every page may read. */
const EXPOSED_HEADERS =
  "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";

/** Besides those that every page may send. */
const REQUEST_HEADERS = "Authorization, If-None-Match, X-Request-Id";

/** How long a browser may cache a preflight. */
const MAX_AGE_SECONDS = 7200;

/**
 * Lets pages of other origins read the answers.
 * @param origins ["*"] for all, [] for none.
 */
export function cors(origins: readonly string[]): Middleware {
  if (origins.length === 0) return (_context, next) => next();
  const isOpen = origins.includes("*");
  return (context, next) => {
    if (!isOpen) context.vary("Origin");
    const origin = context.get("Origin");
    if (origin !== "" && (isOpen || origins.includes(origin))) {
      context.set("Access-Control-Allow-Origin", isOpen ? "*" : origin);
      if (isPreflight(context.method, context.headers)) {
        context.set("Access-Control-Allow-Methods", "GET, HEAD");
        context.set("Access-Control-Allow-Headers", REQUEST_HEADERS);
        context.set("Access-Control-Max-Age", String(MAX_AGE_SECONDS));
      } else {
        context.set("Access-Control-Expose-Headers", EXPOSED_HEADERS);
      }
    }
    return next();
  };
}

function isPreflight(method: string, headers: object): boolean {
  return method === "OPTIONS" && "access-control-request-method" in headers;
}
