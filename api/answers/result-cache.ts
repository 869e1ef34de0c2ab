/**
 * Answers of one version of the data: a newer version drops them all.
 * Holds the `limit` answers that were last used.
 */
export class ResultCache<Answer> {
  readonly #limit: number;
  readonly #answers = new Map<string, Answer>();
  #version = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answer under this key in exactly this version, if it is known. */
  get(version: number, key: string): Answer | undefined {
    if (version !== this.#version) return undefined;
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    // A Map keeps the order of insertion: the oldest use stands first.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  /** Keeps an answer, unless one of a newer version has been kept. */
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
