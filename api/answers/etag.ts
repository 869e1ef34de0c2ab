import { randomBytes } from "node:crypto";
import type { ReadStore } from "../../clickhouse/connection/store.ts";

/**
 * Returns a function that returns the ETag of the current state. It names
 * this process (another one may run other code on another database), the
 * version of the data and the day. Weak, as answers may be compressed.
 */
export function createCurrentETag(
  store: ReadStore,
  today: () => string,
): () => Promise<string> {
  const instance = randomBytes(6).toString("base64url");
  return async () => `W/"${instance}.${await store.version()}.${today()}"`;
}

/**
 * Whether the header If-None-Match lists an ETag. The comparison is weak
 * (RFC 9110): W/ makes no difference.
 */
export function listsETag(header: string, etag: string): boolean {
  const tags: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return tags.includes(etag.replace(/^W\//, ""));
}
