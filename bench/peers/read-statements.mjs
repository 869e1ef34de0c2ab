import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The statements of a .sql file beside this one, each ended by ; and LF. */
export function readStatements(file) {
  const script = readFileSync(join(import.meta.dirname, file), "utf8");
  return script.split(/;\n/).filter((statement) => statement.trim() !== "");
}
