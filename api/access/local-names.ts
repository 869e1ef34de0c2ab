import { isIP } from "node:net";
import type { Middleware } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import { quote } from "../../common/text.ts";

/**
 * Rejects requests for names other than those of this machine. Otherwise a
 * page of another site could make its name resolve to this machine and read
 * the answers in a local user's browser (DNS rebinding).
 */
export function localNames(): Middleware {
  /** Most clients use one name. */
  let known: string | undefined;
  return (context, next) => {
    // Not Koa's host, which is that of X-Forwarded-Host: any client can send it.
    const { host = "" } = context.headers;
    if (host === known) return next();
    const hostname = host.replace(/:\d*$/, "");
    if (!isLocal(hostname))
      throw new TouchlineError(
        "misdirected",
        `${quote(hostname)} is not a name of this machine: to serve that name, set API_KEYS or ALLOW_ANONYMOUS=1`,
      );
    known = host;
    return next();
  };
}

/** Addresses are allowed: DNS cannot redirect them. */
function isLocal(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0
  );
}
