import { randomBytes } from "node:crypto";

/**
 * Returns a function that returns the ETag of all answers from a version of the
 * data today. It names this process (another one may run other code on another
 * database), the version and the day. Weak, as answers may be compressed.
 */
export function createETagOf(today: () => string): (version: number) => string {
  const instance = randomBytes(6).toString("base64url");
  return (version) => `W/"${instance}.${version}.${today()}"`;
}

/**
 * Whether the header If-None-Match lists an ETag. The comparison is weak
 * (RFC 9110): W/ makes no difference.
 */
export function listsETag(header: string, etag: string): boolean {
  const tags: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return tags.includes(etag.replace(/^W\//, ""));
}
