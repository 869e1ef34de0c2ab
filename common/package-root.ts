import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder that holds package.json: compiled code runs from dist/<folder>/. */
export const packageRoot = join(import.meta.dirname, "..", "..");

/** Reads a SQL file that lives beside its caller, by its path from the root. */
export function readSql(path: string): string {
  return readFileSync(join(packageRoot, path), "utf8");
}

/** The version of Touchline, as package.json has it. */
export function readVersion(): string {
  return readPackage().version;
}

/** The version and the requirements in package.json. */
export function readPackage(): { version: string; engines: { node: string } } {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return JSON.parse(text) as ReturnType<typeof readPackage>;
}
