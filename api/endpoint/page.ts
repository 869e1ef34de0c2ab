/** Some of the rows, and where the next page goes on. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/**
 * Makes a page of `limit` rows of what was read with one row more, which
 * tells whether there is a next page.
 * @param keyOf writes what sets a row apart in the order of the rows.
 */
export function toPage<Row>(
  read: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): Page<Row> {
  const rows = read.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows,
    next: last !== undefined && read.length > limit ? keyOf(last) : null,
  };
}
