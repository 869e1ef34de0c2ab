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

/** Two keep the database busy while the answers of one are being sent. */
const IN_FLIGHT = 2;

/**
 * Answers together what is asked at the same time: while batches are being
 * answered, further questions wait, and go out as one batch. A question is
 * never answered by a batch that was under way before it was asked.
 */
export class Batcher<Question, Answer> {
  readonly #batchSize: number;
  readonly #answerBatch: AnswerBatch<Question, Answer>;
  readonly #waiting = new Map<string, Waiting<Question, Answer>>();
  #inFlight = 0;
  #scheduled = false;

  constructor(batchSize: number, answerBatch: AnswerBatch<Question, Answer>) {
    this.#batchSize = batchSize;
    this.#answerBatch = answerBatch;
  }

  /** Questions that wait under the same key are asked once. */
  ask(key: string, question: Question): Promise<Answer> {
    const same = this.#waiting.get(key);
    if (same) return same.answer;
    let settle = {} as Pick<Waiting<Question, Answer>, "resolve" | "reject">;
    const answer = new Promise<Answer>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#waiting.set(key, { question, answer, ...settle });
    this.#schedule();
    return answer;
  }

  /** Starts a batch once all requests that have arrived have been read. */
  #schedule(): void {
    if (this.#scheduled || this.#waiting.size === 0) return;
    if (this.#inFlight === IN_FLIGHT) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#run(this.#takeBatch());
      this.#schedule();
    });
  }

  #takeBatch(): Waiting<Question, Answer>[] {
    const batch = [...this.#waiting].slice(0, this.#batchSize);
    for (const [key] of batch) this.#waiting.delete(key);
    return batch.map(([, waiting]) => waiting);
  }

  async #run(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.#inFlight++;
    try {
      const questions = batch.map(({ question }) => question);
      const answers = await this.#answerBatch(questions);
      batch.forEach(({ resolve }, i) => resolve(answers[i] as Answer));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight--;
      this.#schedule();
    }
  }
}
