/**
 * Draws an integer from 0 to `below` - 1. What makes test data takes one, so
 * that fast-check and a seeded generator can both drive it; 0 should be the
 * plainest choice, since that is where fast-check shrinks to.
 */
export type Draw = (below: number) => number;

export function pick<T>(draw: Draw, choices: readonly T[]): T {
  return choices[draw(choices.length)] as T;
}

/** True once in `times` draws. */
export function onceIn(times: number, draw: Draw): boolean {
  return draw(times) === times - 1;
}
