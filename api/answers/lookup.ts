import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { Batcher, type AnswerBatch } from "./batcher.ts";

/** An answer may have a thousand rows, so few are kept. */
const CACHED_ANSWERS = 100;

/** How many questions of an endpoint are answered at a time by default. */
const QUESTIONS_AT_ONCE = 4;

/**
 * Hits and misses of each cache of this process. They are plain numbers, since
 * every answer from memory counts one.
 */
export const cacheCounts = {
  /** Answers by question. */
  answers: { hit: 0, miss: 0 },
  /** Totals of users, read in advance. */
  read_ahead: { hit: 0, miss: 0 },
};

export interface LookupOptions<Question, Answer> {
  /** Equal for questions that have the same answer in one version. */
  readonly keyOf: (question: Question) => string;
  /** Queries the database, within one snapshot. */
  readonly answerAll: AnswerBatch<Question, Answer>;
  /** The maximum number of questions in a batch. */
  readonly batchSize: number;
  /** The maximum number of cached answers. */
  readonly cacheSize: number;
}

/**
 * Returns a function that answers questions about the published data, as of
 * the call or later. Questions that arrive together go to the database
 * together; answers are cached until a new version of the data is published.
 */
export function createLookup<Question, Answer>(
  store: ReadStore,
  options: LookupOptions<Question, Answer>,
): (question: Question) => Promise<Answer> {
  const { keyOf, answerAll, batchSize, cacheSize } = options;
  const cache = new VersionedCache<Answer>(cacheSize);

  const batcher = new Batcher<Question, Answer>(batchSize, async (batch) => {
    const { version, answers } = await store.snapshot(async (version) => ({
      version,
      answers: await answerAll(batch),
    }));
    // Only now: a snapshot is repeated when a run was published during it.
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

/**
 * Caches a function whose result depends on its argument and the published
 * data alone.
 */
export function cacheByVersion<Question, Answer>(
  store: ReadStore,
  answer: (question: Question) => Promise<Answer>,
  batchSize = QUESTIONS_AT_ONCE,
): (question: Question) => Promise<Answer> {
  return createLookup<Question, Answer>(store, {
    keyOf: (question) => JSON.stringify(question),
    answerAll: (batch) => Promise.all(batch.map(answer)),
    batchSize,
    cacheSize: CACHED_ANSWERS,
  });
}

/** A least-recently-used cache of answers about one version of the data. */
export class VersionedCache<Answer> {
  readonly #limit: number;
  readonly #answers = new Map<string, Answer>();
  #version = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answer under this key in exactly this version, if cached. */
  get(version: number, key: string): Answer | undefined {
    if (version !== this.#version) return undefined;
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    // A Map iterates in insertion order: the least recently used comes first.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  /** Adds an answer; a newer version drops all others, an older one is ignored. */
  set(version: number, key: string, answer: Answer): void {
    if (version < this.#version) return;
    if (version > this.#version) {
      this.#answers.clear();
      this.#version = version;
    }
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    if (this.#answers.size <= this.#limit) return;
    for (const oldest of this.#answers.keys()) {
      this.#answers.delete(oldest);
      break;
    }
  }
}
