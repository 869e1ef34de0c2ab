import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { Batcher, type AnswerBatch } from "./batcher.ts";
import { cacheCounts } from "./cache-counts.ts";
import { ResultCache } from "./result-cache.ts";

export interface LookupOptions<Question, Answer> {
  /** Equal for questions that have the same answer within one version. */
  readonly keyOf: (question: Question) => string;
  /** Asks the database; all that it asks is answered by one snapshot. */
  readonly answerAll: AnswerBatch<Question, Answer>;
  /** How many questions may be answered together. */
  readonly batchSize: number;
  /** How many answers are remembered. */
  readonly cacheSize: number;
}

/**
 * Makes a function that answers questions about the published data, as it
 * was when they were asked or later. Questions that come together go to the
 * database together, and one that was answered in this version of the data
 * does not go there again.
 */
export function createLookup<Question, Answer>(
  store: ReadStore,
  options: LookupOptions<Question, Answer>,
): (question: Question) => Promise<Answer> {
  const { keyOf, answerAll, batchSize, cacheSize } = options;
  const cache = new ResultCache<Answer>(cacheSize);

  const batcher = new Batcher<Question, Answer>(batchSize, async (batch) => {
    const { version, answers } = await store.snapshot(async (version) => ({
      version,
      answers: await answerAll(batch),
    }));
    // Not before: answers that a publishing run overlapped are asked again.
    batch.forEach((question, i) =>
      cache.set(version, keyOf(question), answers[i] as Answer),
    );
    return answers;
  });

  return async (question) => {
    const key = keyOf(question);
    const known = cache.get(await store.version(), key);
    if (known !== undefined) {
      cacheCounts.answers.hit++;
      return known;
    }
    cacheCounts.answers.miss++;
    return batcher.ask(key, question);
  };
}
