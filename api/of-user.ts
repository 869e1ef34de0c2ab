import type { ReadStore } from "../clickhouse/store.ts";
import { TouchlineError } from "../common/errors.ts";
import { readSql } from "../common/package-root.ts";
import { createQuestion } from "./question.ts";

const IS_REGISTERED = readSql("api/is-registered.sql");

/**
 * Makes what asks about a user, in lower case, after making sure that there
 * is one: throws not_found for a user without a registration.
 */
export function createOfUser(
  store: ReadStore,
): <Answer>(
  userId: string,
  ask: (userId: string) => Promise<Answer>,
) => Promise<Answer> {
  const isRegistered = createQuestion(store, async (user_id: string) => {
    const rows = await store.query({
      name: "is-registered",
      sql: IS_REGISTERED,
      parameters: { user_id },
    });
    return rows.length > 0;
  });
  return async (given, ask) => {
    const userId = given.toLowerCase();
    if (!(await isRegistered(userId)))
      throw new TouchlineError("not_found", `no user ${userId} is registered`);
    return ask(userId);
  };
}
