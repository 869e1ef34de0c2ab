import type { Context } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import type { Quota } from "./quota.ts";

/**
 * Counts a request of a client and tells it what is left, in the header
 * fields of draft-ietf-httpapi-ratelimit-headers. Throws too_many_requests.
 * @param what is counted, for the message.
 */
export function enforceQuota(
  context: Context,
  quota: Quota,
  client: string,
  what: string,
): void {
  const { limit, windowSeconds } = quota;
  const { exceeded, remaining, resetSeconds } = quota.take(client);
  context.set("RateLimit-Policy", `"minute";q=${limit};w=${windowSeconds}`);
  context.set("RateLimit", `"minute";r=${remaining};t=${resetSeconds}`);
  if (!exceeded) return;
  context.set("Retry-After", String(resetSeconds));
  throw new TouchlineError(
    "too_many_requests",
    `more than ${limit} ${what} in ${windowSeconds} seconds: try again in ${resetSeconds}`,
  );
}
