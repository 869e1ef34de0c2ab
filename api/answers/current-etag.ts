import { randomBytes } from "node:crypto";
import type { ReadStore } from "../../clickhouse/connection/store.ts";

/**
 * Makes a function that names the state that answers are made of: this
 * process (another one may have another database, or other code), the version
 * of the data, and the day. Weak, as an answer may be compressed.
 */
export function createCurrentETag(
  store: ReadStore,
  today: () => string,
): () => Promise<string> {
  const instance = randomBytes(6).toString("base64url");
  const last = { version: -1, day: "", etag: "" };
  return async () => {
    const version = await store.version();
    const day = today();
    if (version !== last.version || day !== last.day)
      Object.assign(last, {
        version,
        day,
        etag: `W/"${instance}.${version}.${day}"`,
      });
    return last.etag;
  };
}
