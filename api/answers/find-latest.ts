import { bindStatement } from "../../clickhouse/connection/statement/bind-statement.ts";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { parseDay, SECONDS_A_DAY } from "../../common/days.ts";
import { groupBy } from "../../common/group-by.ts";
import { Batcher } from "./batcher.ts";
import type { Range } from "./find-range.ts";

/** A larger batch makes all its players wait longer. So many ids fit into a URL. */
const QUESTIONS_AT_ONCE = 64;

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** Later than all times. */
const START = String(2 ** 32);

/** What a player did on the days of a range, from a place on, latest first. */
export interface PageQuestion extends Range {
  readonly user_id: string;
  /** The place: a Unix time, and for rows with ids `_` and an id. */
  readonly after?: string | undefined;
  readonly limit: number;
}

interface Row {
  readonly user_id: string;
}

/**
 * Returns a function that finds `limit` rows and, if there are more, at least
 * one more. Questions that wait together share statements.
 * @param sql selects, for each of {users}, the last {rows} rows from its
 *   {firsts} on and before its {befores} and {before_ids}; no user is there twice.
 */
export function createFindLatest<Found extends Row>(
  store: ReadStore,
  name: string,
  sql: string,
): (question: PageQuestion) => Promise<Found[]> {
  const read = async (questions: readonly PageQuestion[]) => {
    const bounds = questions.map(boundsOf);
    const found = await store.query<Found>(
      bindStatement(name, sql, {
        users: questions.map(({ user_id }) => user_id),
        firsts: bounds.map(({ first }) => first),
        befores: bounds.map(({ before }) => before),
        before_ids: bounds.map(({ beforeId }) => beforeId),
        rows: Number(questions[0]?.limit) + 1,
      }),
    );
    const byUser = groupBy(found, ({ user_id }) => user_id);
    return questions.map(
      (question) => [question, byUser.get(question.user_id) ?? []] as const,
    );
  };

  const batcher = new Batcher<PageQuestion, Found[]>(
    QUESTIONS_AT_ONCE,
    async (questions) => {
      const pages = await Promise.all(inStatements(questions).map(read));
      const pageOf = new Map(pages.flat());
      return questions.map((question) => pageOf.get(question) ?? []);
    },
  );
  return (question) => batcher.ask(JSON.stringify(question), question);
}

/** Splits questions: those of one statement have one limit and different users. */
function inStatements(questions: readonly PageQuestion[]): PageQuestion[][] {
  const times = new Map<string, number>();
  const groups = groupBy(questions, ({ user_id, limit }) => {
    const time = times.get(user_id) ?? 0;
    times.set(user_id, time + 1);
    return `${limit} ${time}`;
  });
  return [...groups.values()];
}

/** Unix times: the first one, and the one that all are before, or have a lesser id. */
function boundsOf({ from, to, after = START }: PageQuestion) {
  const [place, id = NO_ID] = after.split("_");
  const time = Number(place);
  const end = (Number(parseDay(to)) + 1) * SECONDS_A_DAY;
  return {
    first: Number(parseDay(from)) * SECONDS_A_DAY,
    before: Math.min(time, end),
    beforeId: time < end ? id : NO_ID,
  };
}
