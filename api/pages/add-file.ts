import { createHash } from "node:crypto";
import type Router from "@koa/router";
import { listsETag } from "../answers/lists-etag.ts";

/** A text that is the same as long as the process lives. */
export interface ServedFile {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** Pages load nothing from elsewhere, and no script that is not a file. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Lets the router answer GET and HEAD of a path with a file. */
export function addFile(
  router: Router,
  { path, type, text }: ServedFile,
): void {
  const hash = createHash("sha256").update(text).digest("base64url");
  const etag = `W/"${hash.slice(0, 16)}"`;
  router.get(path, (context) => {
    context.set("ETag", etag);
    context.set("Cache-Control", "no-cache");
    context.set("Content-Security-Policy", POLICY);
    const known = context.get("If-None-Match");
    if (known === "*" || listsETag(known, etag)) {
      context.status = 304;
      return;
    }
    context.set("Content-Type", type);
    context.body = text;
  });
}
