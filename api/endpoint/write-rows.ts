type Row = Readonly<Record<string, unknown>>;

/** Writes each row as a line of JSON. */
export function writeNdjson(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/**
 * Writes rows as RFC 4180 has it, with a line of the columns' names before
 * them. null is an empty cell; a list or an object is written as JSON.
 */
export function writeCsv(
  columns: readonly string[],
  rows: readonly Row[],
): string {
  const lines = [
    columns.map(writeCell),
    ...rows.map((row) => columns.map((column) => writeCell(row[column]))),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

function writeCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return quote(disarm(value));
  return quote(JSON.stringify(value));
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Lines of events come from anywhere, and spreadsheets run a text that begins
 * so as a formula: an apostrophe makes it a text.
 */
function disarm(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
