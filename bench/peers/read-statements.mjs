import { readFileSync } from "node:fs";

/** The statements of a .sql file, each ended by ; and LF. */
export function readStatements(file) {
  const script = readFileSync(file, "utf8");
  return script.split(/;\n/).filter((statement) => statement.trim() !== "");
}
