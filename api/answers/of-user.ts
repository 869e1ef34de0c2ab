import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import { createFindRange, type Range } from "../endpoint/find-range.ts";
import { createQuestion } from "./question.ts";

const IS_REGISTERED = readSql("api/answers/is-registered.sql");

/** Of whom, and of which days, something is asked. */
export interface OfUser extends Range {
  /** In lower case. */
  readonly user_id: string;
}

/**
 * Makes what asks about a user and a range of days that a request has given in
 * part, all in one published state. Throws not_found for a user without a
 * registration, and bad_request for a range that is none.
 */
export function createOfUser(
  store: ReadStore,
): <Answer extends object>(
  asked: Partial<Range> & Pick<OfUser, "user_id">,
  ask: (of: OfUser) => Promise<Answer>,
) => Promise<OfUser & Answer> {
  const findRange = createFindRange(store);
  const isRegistered = createQuestion(store, async (user_id: string) => {
    const rows = await store.query({
      name: "is-registered",
      sql: IS_REGISTERED,
      parameters: { user_id },
    });
    return rows.length > 0;
  });
  return (asked, ask) =>
    store.snapshot(async () => {
      const range = await findRange(asked);
      const user_id = asked.user_id.toLowerCase();
      if (!(await isRegistered(user_id)))
        throw new TouchlineError(
          "not_found",
          `no user ${user_id} is registered`,
        );
      const of = { user_id, ...range };
      return { ...of, ...(await ask(of)) };
    });
}
