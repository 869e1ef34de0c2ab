import type { Middleware } from "koa";

/** Headers of all answers; pages replace the policy to load their own files. */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** Forbids browsers to frame, sniff or embed answers. */
export function securityHeaders(): Middleware {
  const headers = Object.entries(HEADERS);
  return (context, next) => {
    // As Koa would, but for what it checks and converts first.
    for (const [name, value] of headers) context.res.setHeader(name, value);
    return next();
  };
}
