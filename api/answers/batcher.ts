import { TouchlineError } from "../../common/errors.ts";

/** Whoever would wait longer is refused at once, and may come again. */
const LONGEST_WAIT_MILLISECONDS = 2000;

/** The part of a new measurement in the time that batches are said to take. */
const NEWEST_SHARE = 0.3;

/** Answers all questions of a batch, in their order. */
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
 * Answers together what is asked at the same time: while a batch is being
 * answered, further questions wait, and go out as the next one. A question is
 * never answered by a batch that was under way before it was asked.
 *
 * Where so many wait that a question would not be asked soon, as far as the
 * time that batches take tells, it is refused: a queue that grows without end
 * answers nobody in time. One batch may always wait.
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
  /** How long a batch takes, on a sliding average, in milliseconds. */
  #usual = 0;
  /** When the batch under way was sent, where one is. */
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
   * Questions that wait under the same key are asked once. Throws overloaded
   * when another one would wait for too long.
   */
  ask(key: string, question: Question): Promise<Answer> {
    const same = this.#waiting.get(key);
    if (same) return same.answer;
    if (this.#waitOfNext() > this.#longestWait)
      return Promise.reject(
        new TouchlineError(
          "overloaded",
          "more is asked than the database can answer soon: try again later",
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

  /** How long those who wait take until another question would be asked. */
  #waitOfNext(): number {
    const batches = Math.floor(this.#waiting.size / this.#batchSize);
    if (batches === 0) return 0;
    // One that takes longer than usual tells before it has ended.
    const now = performance.now();
    const current = now - (this.#begunAt ?? now);
    return batches * Math.max(this.#usual, current);
  }

  async #answerWaiting(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.size > 0) {
      // Requests that have already arrived are read first, and join in.
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
      for (const { reject } of batch) reject(error);
    }
  }
}
