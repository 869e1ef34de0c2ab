import type { Random } from "../../generate/random.ts";

/** Draws up to `count` elements without repetition, in random order. */
export function draw<T>(
  list: readonly T[],
  count: number,
  random: Random,
): T[] {
  const drawn = [...list];
  const length = Math.min(count, drawn.length);
  for (let at = 0; at < length; at++) {
    const other = at + random.below(drawn.length - at);
    [drawn[at], drawn[other]] = [drawn[other] as T, drawn[at] as T];
  }
  return drawn.slice(0, length);
}
