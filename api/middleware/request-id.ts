import { randomBytes } from "node:crypto";
import type { Middleware } from "koa";

/** Ids of clients and proxies must be safe in a log. */
const ACCEPTABLE = /^[\w.:-]{1,100}$/;

/**
 * Sets the header X-Request-Id: the id that the request has, or a new one. It
 * identifies the request in the log.
 */
export function requestId(): Middleware {
  const prefix = randomBytes(6).toString("base64url");
  let count = 0;
  return (context, next) => {
    const given = context.get("X-Request-Id");
    context.set(
      "X-Request-Id",
      given !== "" && ACCEPTABLE.test(given)
        ? given
        : `${prefix}.${(++count).toString(36)}`,
    );
    return next();
  };
}
