const ESCAPES: Readonly<Record<string, string>> = {
  "\t": String.raw`\t`,
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "'": String.raw`\'`,
  "\\": "\\\\",
};

/**
 * The value of a placeholder as ClickHouse reads it: texts escaped, arrays in
 * brackets, and objects as maps.
 */
export function formatParameter(value: unknown): string {
  return typeof value === "string" ? escape(value) : formatNested(value);
}

function formatNested(value: unknown): string {
  if (typeof value === "string") return `'${escape(value)}'`;
  if (Array.isArray(value)) return `[${value.map(formatNested).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map((entry) => entry.map(formatNested).join(":"))
      .join(",")}}`;
  return String(value);
}

const escape = (text: string): string =>
  text.replaceAll(/[\t\n\r'\\]/g, (character) => ESCAPES[character] ?? "");
