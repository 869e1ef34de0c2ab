/** Reports progress, apart from the results. */
export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints results. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
