/**
 * Adds files one after another. After each it prints a line of JSON: the
 * seconds that adding took, and the sums over the aggregates.
 * @param addFile settles when the aggregates contain the file.
 */
export async function feedFiles(files, addFile, readSums) {
  for (const [number, file] of files.entries()) {
    const startedAt = performance.now();
    await addFile(file, number);
    const seconds = (performance.now() - startedAt) / 1000;
    const sums = await readSums();
    process.stdout.write(`${JSON.stringify({ seconds, sums })}\n`);
  }
}
