import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReadStore } from "../../../clickhouse/store.ts";
import { packageRoot } from "../../../common/package-root.ts";

const UUID = "'[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'";
const DATE = "'\\d{4}-\\d{2}-\\d{2}'";
const listOf = (item: string) => `\\[(?:${item}(?:, ${item})*)?\\]`;

/** A value of a type that the API may write into a statement, and its type. */
const TYPED_LITERAL = new RegExp(
  `CAST\\((?:${UUID}|${DATE}|${listOf(UUID)}|${listOf(DATE)}), '([^']+)'\\)`,
  "g",
);

/** A statement without its values, by which two of the same file are equal. */
export function shapeOf(sql: string): string {
  return sql
    .replaceAll(TYPED_LITERAL, "<$1>")
    .replaceAll(/\{\w+:((?:[^{}])+)\}/g, "<$1>")
    .trim();
}

/** The shapes of all statements that the API has, which are its files. */
function readShapes(): Set<string> {
  const folder = join(packageRoot, "api");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return new Set(
    files
      .filter((file) => file.endsWith(".sql"))
      .map((file) => shapeOf(readFileSync(join(folder, file), "utf8"))),
  );
}

/**
 * The same store, that complains of each statement which is not, but for
 * typed values, the text of one of the API's files: nothing that a request
 * holds may come into it in another way.
 */
export function watchStatements<Store extends ReadStore>(
  store: Store,
  complain: (text: string) => void,
): ReadStore {
  const shapes = readShapes();
  return {
    snapshot: (read) => store.snapshot(read),
    query: (statement) => {
      if (!shapes.has(shapeOf(statement.sql)))
        complain(`a statement of no file: ${statement.sql.slice(0, 500)}`);
      return store.query(statement);
    },
  };
}
