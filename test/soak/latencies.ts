/** The number of classes of time per doubling: 9 % apart. */
const CLASSES_A_DOUBLING = 8;

/** The durations of requests, in memory that does not grow with their number. */
export class Latencies {
  readonly #counts: number[] = [];
  count = 0;
  max = 0;

  add(milliseconds: number): void {
    const at = Math.ceil(
      Math.log2(Math.max(1, milliseconds * 100)) * CLASSES_A_DOUBLING,
    );
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.count++;
    this.max = Math.max(this.max, milliseconds);
  }

  /** The milliseconds that this share of the requests did not exceed. */
  quantile(share: number): number {
    let left = Math.ceil(this.count * share);
    for (const [at, count] of this.#counts.entries()) {
      left -= count ?? 0;
      if (left <= 0) return 2 ** (at / CLASSES_A_DOUBLING) / 100;
    }
    return this.max;
  }
}
