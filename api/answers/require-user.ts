import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import { cacheByVersion } from "./lookup.ts";

const IS_REGISTERED = readSql("api/answers/is-registered.sql");

/** Returns a function that throws not_found for a user who is not registered. */
export function createRequireUser(
  store: ReadStore,
): (userId: string) => Promise<void> {
  const isRegistered = cacheByVersion(store, async (user_id: string) => {
    const rows = await store.query({
      name: "is-registered",
      sql: IS_REGISTERED,
      parameters: { user_id },
    });
    return rows.length > 0;
  });
  return async (userId) => {
    if (!(await isRegistered(userId))) throw unknownUser(userId);
  };
}

export const unknownUser = (userId: string) =>
  new TouchlineError("not_found", `no user ${userId} is registered`);
