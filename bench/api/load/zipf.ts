import type { Random } from "../../../generate/random.ts";

/** How much more often the first are drawn than the others. */
const EXPONENT = 1.1;

/** Returns a function that draws from 0 to `count` - 1, the first most often. */
export function createZipf(count: number, random: Random): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 1; rank <= count; rank++)
    sums[rank - 1] = sum += rank ** -EXPONENT;
  return () => {
    const wanted = random.share() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
