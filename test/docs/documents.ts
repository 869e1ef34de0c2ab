import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";

/** The documents, by their paths in the repository. */
export const DOCUMENTS = ["", "docs", "bench"].flatMap((folder) =>
  readdirSync(join(packageRoot, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(folder, file)),
);

export const readDocument = (path: string): string =>
  readFileSync(join(packageRoot, path), "utf8");

/** The lines of the shell in a document. */
export function shellLinesOf(text: string): string[] {
  const blocks = text.matchAll(/^```sh\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, block = ""]) =>
    block
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/(^|\s)#.*/, "")),
  );
}

/** Texts between backticks in a document, each on one line. */
export function codeSpansOf(text: string): string[] {
  const running = text.replaceAll(/^```.*?^```$/gms, "");
  return [...running.matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
    code.replaceAll(/\s+/g, " "),
  );
}

/** The first cells of the rows of a table whose head begins with this cell. */
export function rowsOf(text: string, head: string): string[][] {
  const [, table = ""] =
    new RegExp(`^\\| ${head} +\\|.*\\n\\|[- |]+\\n((?:\\|.*\\n)+)`, "m").exec(
      text,
    ) ?? [];
  return table
    .trimEnd()
    .split("\n")
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The names between backticks in a cell. */
export const namesIn = (cell = ""): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
