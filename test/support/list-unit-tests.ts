import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The compiled tests. */
const TESTS = resolve(import.meta.dirname, "..");

const IMPORT = /(?:from|import\(?)\s*"(\.[^"]+)"/g;

/** Modules that start a process, and so an engine, a command or a browser. */
const PROCESS = /"(node:child_process|puppeteer-core)"/;

/**
 * The compiled test files, outside test/long, from which no import leads to a
 * module that starts processes: neither they nor what they test can start one.
 */
export function listUnitTests(): string[] {
  return readdirSync(TESTS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.js") && !name.startsWith("long"))
    .map((name) => join(TESTS, name))
    .filter((path) => !startsProcesses(path))
    .sort();
}

/** Whether a compiled file, or one that it imports, starts processes. */
function startsProcesses(path: string, seen = new Set<string>()): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  const code = readFileSync(path, "utf8");
  return (
    PROCESS.test(code) ||
    [...code.matchAll(IMPORT)].some(([, name = ""]) =>
      startsProcesses(resolve(dirname(path), name), seen),
    )
  );
}
