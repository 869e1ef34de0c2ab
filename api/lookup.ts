import type { ReadStore } from "../clickhouse/store.ts";
import { Batcher, type AnswerBatch } from "./batcher.ts";
import { ResultCache } from "./result-cache.ts";

export interface LookupOptions<Question, Answer> {
  /** Equal for questions that have the same answer within one version. */
  readonly keyOf: (question: Question) => string;
  /** Asks the database; all of it runs inside one snapshot. */
  readonly answerAll: AnswerBatch<Question, Answer>;
  /** How many questions may be answered together. */
  readonly batchSize: number;
  /** How many answers are remembered. */
  readonly cacheSize: number;
}

/**
 * Makes a function that answers questions about the published data, as of a
 * run that was published at or after the moment of asking. Equal questions
 * are asked once a version, and questions that come together as one batch.
 */
export function createLookup<Question, Answer>(
  store: ReadStore,
  {
    keyOf,
    answerAll,
    batchSize,
    cacheSize,
  }: LookupOptions<Question, Answer>,
): (question: Question) => Promise<Answer> {
  const cache = new ResultCache<Answer>(cacheSize);

  const batcher = new Batcher<Question, Answer>(batchSize, async (batch) => {
    const questions = new Map(batch.map((asked) => [keyOf(asked), asked]));
    const { version, answers } = await store.snapshot(async (version) => ({
      version,
      answers: await answerAll([...questions.values()]),
    }));
    // Only now: an answer that a publishing run overlapped was asked again.
    const known = new Map([...questions.keys()].map((key, i) => [key, i]));
    for (const [key, i] of known)
      cache.set(version, key, answers[i] as Answer);
    return batch.map((asked) => answers[known.get(keyOf(asked))!] as Answer);
  });

  return async (question) => {
    const key = keyOf(question);
    const known = await store.snapshot((version) =>
      Promise.resolve(cache.get(version, key)),
    );
    return known === undefined ? batcher.ask(question) : known;
  };
}
