/** Answers all questions of a batch, in their order. */
export type AnswerBatch<Question, Answer> = (
  questions: readonly Question[],
) => Promise<readonly Answer[]>;

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Answers together what is asked at the same time: while batches are being
 * answered, further questions wait, and go out as one batch.
 */
export class Batcher<Question, Answer> {
  /** Two keep the database busy while the answers of one are sent. */
  static readonly #IN_FLIGHT = 2;

  readonly #answerBatch: AnswerBatch<Question, Answer>;
  readonly #batchSize: number;
  #waiting: Waiting<Question, Answer>[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(
    batchSize: number,
    answerBatch: AnswerBatch<Question, Answer>,
  ) {
    this.#batchSize = batchSize;
    this.#answerBatch = answerBatch;
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#schedule();
    });
  }

  /** Starts batches when all requests that have arrived have been read. */
  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    if (this.#inFlight === Batcher.#IN_FLIGHT) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const batch = this.#waiting.splice(0, this.#batchSize);
      void this.#run(batch);
      this.#schedule();
    });
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
