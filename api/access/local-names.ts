import { isIP } from "node:net";
import type { Middleware } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import { quote } from "../../common/quote.ts";

/**
 * Refuses requests for names that are not of this machine: a page of another
 * site whose name was made to lead here would else read, in the browser of a
 * user of this machine, what is for that user only (DNS rebinding).
 */
export function localNames(): Middleware {
  /** Most clients go on asking by one name. */
  let known: string | undefined;
  return (context, next) => {
    // Koa's would be that of X-Forwarded-Host, which anybody may send.
    const { host = "" } = context.headers;
    if (host === known) return next();
    const hostname = host.replace(/:\d*$/, "");
    if (!isLocal(hostname))
      throw new TouchlineError(
        "misdirected",
        `${quote(hostname)} is no name of this machine. If it is one of this API, set API_KEYS, or ALLOW_ANONYMOUS=1`,
      );
    known = host;
    return next();
  };
}

/** Addresses are no names: nobody can make them lead elsewhere. */
function isLocal(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0
  );
}
