/** numerator / denominator, rounded half up to 2 decimals, exactly. */
export function roundToHundredths(
  numerator: number,
  denominator: number,
): number {
  const twice = 2n * BigInt(denominator);
  const hundredths = (200n * BigInt(numerator) + BigInt(denominator)) / twice;
  return Number(hundredths) / 100;
}
