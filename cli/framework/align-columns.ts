/**
 * Aligns the columns of a table with two spaces between them, and returns its
 * lines. Own code: a package for tables (cli-table3) would have to be configured
 * not to draw borders and colours, in about as many lines.
 * @param right the columns, counted from 0, that are aligned to the right.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column)
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
