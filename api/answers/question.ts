import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { createLookup } from "./lookup.ts";

/** Few: an answer may have a thousand rows. */
const CACHED_ANSWERS = 100;

/** One endpoint keeps at most so many statements waiting. */
const QUESTIONS_AT_ONCE = 4;

/**
 * Makes a question whose answer follows from the published data and what was
 * asked alone, so that it is remembered until the next run.
 */
export function createQuestion<Asked, Answer>(
  store: ReadStore,
  answer: (asked: Asked) => Promise<Answer>,
): (asked: Asked) => Promise<Answer> {
  return createLookup<Asked, Answer>(store, {
    keyOf: (asked) => JSON.stringify(asked),
    answerAll: (all) => Promise.all(all.map(answer)),
    batchSize: QUESTIONS_AT_ONCE,
    cacheSize: CACHED_ANSWERS,
  });
}
