import { isOfLostShard } from "../../clickhouse/connection/connection.ts";
import { TouchlineError } from "../../common/errors.ts";

/** A question that would wait longer is refused at once; the client may retry. */
const LONGEST_WAIT_MILLISECONDS = 2000;

/** The weight of a new measurement in the average time of a batch. */
const NEWEST_SHARE = 0.3;

/** Answers the questions of a batch, in order. */
export type AnswerBatch<Question, Answer> = (
  questions: readonly Question[],
) => Promise<readonly Answer[]>;

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Answers questions in batches: while one batch is answered, new questions
 * wait for the next. A question is never answered by a batch that was sent
 * before it arrived.
 *
 * A question is refused if, at the average time of a batch, it would wait too
 * long: with an unbounded queue no answer would be in time. One batch may
 * always wait.
 *
 * One batch at a time: a batch costs mostly the planning of its statement, so
 * two at a time are two smaller ones (64 callers on two cores: 500 µs of
 * processor time a question with one, 780 µs with two).
 */
export class Batcher<Question, Answer> {
  readonly #batchSize: number;
  readonly #answerBatch: AnswerBatch<Question, Answer>;
  readonly #waiting = new Map<string, Waiting<Question, Answer>>();
  readonly #longestWait: number;
  #busy = false;
  /** The moving average of the time of a batch, in milliseconds. */
  #usual = 0;
  /** When the current batch was sent, if there is one. */
  #begunAt: number | undefined;

  /** @param longestWait in milliseconds. */
  constructor(
    batchSize: number,
    answerBatch: AnswerBatch<Question, Answer>,
    longestWait = LONGEST_WAIT_MILLISECONDS,
  ) {
    this.#batchSize = batchSize;
    this.#answerBatch = answerBatch;
    this.#longestWait = longestWait;
  }

  /**
   * Waiting questions with the same key are asked once. Throws overloaded
   * if the question would wait too long.
   */
  ask(key: string, question: Question): Promise<Answer> {
    const same = this.#waiting.get(key);
    if (same) return same.answer;
    if (this.#waitOfNext() > this.#longestWait)
      return Promise.reject(
        new TouchlineError(
          "overloaded",
          "more requests are waiting than the database can answer soon: try again later",
        ),
      );
    let settle = {} as Pick<Waiting<Question, Answer>, "resolve" | "reject">;
    const answer = new Promise<Answer>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#waiting.set(key, { question, answer, ...settle });
    if (!this.#busy) void this.#answerWaiting();
    return answer;
  }

  /** How long a new question would wait, in milliseconds. */
  #waitOfNext(): number {
    const batches = Math.floor(this.#waiting.size / this.#batchSize);
    if (batches === 0) return 0;
    // A batch that takes longer than usual counts before it has ended.
    const now = performance.now();
    const current = now - (this.#begunAt ?? now);
    return batches * Math.max(this.#usual, current);
  }

  async #answerWaiting(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.size > 0) {
      // Let requests that have already arrived join the batch.
      await new Promise((resolve) => setImmediate(resolve));
      const begunAt = performance.now();
      this.#begunAt = begunAt;
      await this.#answer(this.#takeBatch());
      this.#begunAt = undefined;
      const taken = performance.now() - begunAt;
      this.#usual += NEWEST_SHARE * (taken - this.#usual);
    }
    this.#busy = false;
  }

  #takeBatch(): Waiting<Question, Answer>[] {
    const batch = [...this.#waiting].slice(0, this.#batchSize);
    for (const [key] of batch) this.#waiting.delete(key);
    return batch.map(([, waiting]) => waiting);
  }

  async #answer(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const questions = batch.map(({ question }) => question);
      const answers = await this.#answerBatch(questions);
      batch.forEach(({ resolve }, i) => resolve(answers[i] as Answer));
    } catch (error) {
      // The others of the batch may not need that shard.
      if (batch.length > 1 && isOfLostShard(error))
        await Promise.all(batch.map((one) => this.#answer([one])));
      else for (const { reject } of batch) reject(error);
    }
  }
}
