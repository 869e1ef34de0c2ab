/** Waits for all, then throws the first failure: none is left running. */
export async function forEachAtOnce<T>(
  all: readonly T[],
  work: (one: T, at: number) => Promise<unknown>,
): Promise<void> {
  const outcomes = await Promise.allSettled(all.map(work));
  const failure = outcomes.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
}
