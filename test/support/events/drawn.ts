import fc from "fast-check";
import type { Draw } from "./draw.ts";

const DRAWS = 256;

/** All results of `make` with draws, as an arbitrary. */
export function drawn<T>(make: (draw: Draw) => T): fc.Arbitrary<T> {
  const numbers = fc.array(fc.nat(2 ** 31 - 1), {
    minLength: DRAWS,
    maxLength: DRAWS,
  });
  // Without bias: a drawn number means nothing before it is cut to a range.
  return fc.noBias(numbers).map((drawnNumbers) => {
    let next = 0;
    return make((below) => (drawnNumbers[next++] ?? 0) % below);
  });
}
