import { TouchlineError } from "../common/errors.ts";

/** What a statement that only reads begins with. */
const READING = new Set([
  "SELECT",
  "WITH",
  "FROM",
  "SHOW",
  "DESCRIBE",
  "DESC",
  "EXISTS",
  "EXPLAIN",
  "CHECK",
]);

const READS_ONLY = "the statement does more than read: add --write to let it";

/** Text in which words mean nothing: comments, strings, quoted names. */
const QUOTED =
  /--[^\n]*|#!?[ !][^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|\$(\w*)\$[\s\S]*?\$\1\$/g;

/**
 * Checks what a person typed before the engine sees it: exactly one
 * statement, and one that only reads unless `write` is set. The engine's own
 * read-only mode lets a statement write files.
 * Throws bad_usage.
 */
export function checkTypedStatement(sql: string, write: boolean): void {
  const bare = sql.replace(QUOTED, " ").replace(/[\s;]+$/, "");
  if (bare.includes(";"))
    throw new TouchlineError(
      "bad_usage",
      "that is more than one statement: run them one by one",
    );
  if (write) return;
  const words: string[] = bare.toUpperCase().match(/\w+/g) ?? [];
  const first = words[0] ?? "";
  if (!READING.has(first))
    throw new TouchlineError(
      "bad_usage",
      `no statement that begins with ${first || "nothing"} only reads: begin with ${[...READING].join(", ")}, or add --write`,
    );
  if (words.includes("INSERT") || words.includes("OUTFILE"))
    throw new TouchlineError("bad_usage", READS_ONLY);
}
