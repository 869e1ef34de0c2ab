import type { Random } from "./random.ts";

const HYPHENS = new Set([8, 13, 18, 23]);
const DIGIT_PLACES = Array.from({ length: 36 }, (_, place) => place).filter(
  (place) => !HYPHENS.has(place),
);
const DIGITS = Buffer.from("0123456789abcdef");

const text = Buffer.alloc(36, "-");

/**
 * Draws a UUID of random digits. It is read from a buffer because a string
 * put together from pieces would stay in pieces, and cost that at every use.
 */
export function drawUuid(random: Random): string {
  let bits = 0;
  for (let digit = 0; digit < 32; digit++) {
    if (digit % 8 === 0) bits = random.bits();
    text[DIGIT_PLACES[digit] as number] = DIGITS[bits & 15] as number;
    bits >>>= 4;
  }
  return text.toString("latin1");
}
