import { randomBytes } from "node:crypto";
import type { Middleware } from "koa";

/** What is taken over from a proxy in front: it must be safe in a log. */
const ACCEPTABLE = /^[\w.:-]{1,100}$/;

/**
 * Names each request in the header X-Request-Id, by the name that it came
 * with or a new one, so that a client can tell which line of the log is its.
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
