import type { Context } from "koa";
import { TouchlineError } from "../../common/errors.ts";

/**
 * Throws forbidden for a request that a page of another site makes a browser
 * send (cross-site request forgery). Browsers name the site of the page in
 * Sec-Fetch-Site, older ones in Origin alone; programs send neither.
 */
export function refuseOtherSites(context: Context): void {
  const site = context.get("Sec-Fetch-Site");
  const origin = context.get("Origin");
  // A proxy may give Host another value, so Origin counts only without the first.
  const isOurs =
    site === ""
      ? origin === "" || hostOf(origin) === context.headers.host
      : site === "same-origin";
  if (isOurs) return;
  throw new TouchlineError(
    "forbidden",
    `${context.path} takes no requests from pages of other sites: open the dashboard of this API and use that`,
  );
}

/** The host of an origin; undefined if it has none, as "null". */
const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;
