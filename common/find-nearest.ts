/** How many letters may be wrong in a word. */
const mistakesIn = (word: string): number =>
  Math.max(1, Math.floor(word.replace(/^-+/, "").length / 3));

/**
 * Finds the known word that a mistyped one most likely stands for: the word with
 * the fewest letters wrong, missing, added or swapped with the next. Returns
 * undefined if all differ by more than a third of the letters.
 */
export function findNearest(
  word: string,
  known: readonly string[],
): string | undefined {
  const ranked = known
    .map((candidate) => ({
      candidate,
      mistakes: countMistakes(word, candidate),
    }))
    .sort((a, b) => a.mistakes - b.mistakes);
  const [best] = ranked;
  return best && best.mistakes <= mistakesIn(word) ? best.candidate : undefined;
}

/** How many letters wrong, missing, added or swapped turn one word into another. */
export function countMistakes(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let i = 1; i <= from.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= to.length; j++) {
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      rows[i]?.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1),
          swapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
}
