/** Gives the seconds since now; the clock of the day may jump meanwhile. */
export function stopwatch(): () => number {
  const startedAt = performance.now();
  return () => (performance.now() - startedAt) / 1000;
}
