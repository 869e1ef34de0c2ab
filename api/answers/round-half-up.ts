/**
 * dividend / divisor, rounded half up to two decimals. Both are whole numbers
 * of at least zero, and the division is exact: 1.005 becomes 1.01, although
 * the double that is nearest to it lies below it.
 */
export function divideToHundredths(dividend: number, divisor: number): number {
  const whole = BigInt(divisor);
  const hundredths = (200n * BigInt(dividend) + whole) / (2n * whole);
  return Number(hundredths) / 100;
}
