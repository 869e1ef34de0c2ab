import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../common/package-root.ts";

/** A row of the list "Imports between folders". */
interface Row {
  readonly folder: string;
  /** The rows above that it may import; undefined for all. */
  readonly allowed: readonly string[] | undefined;
}

const ROWS: readonly Row[] = [
  ...readFileSync(join(packageRoot, "ARCHITECTURE.md"), "utf8").matchAll(
    /^([\w/]+) +→ ?(.*)$/gm,
  ),
].map(([, folder = "", list = ""]) => ({
  folder,
  allowed: list === "all above" ? undefined : list.split(", "),
}));

/** Each source file of the program, with the files that it imports. */
const IMPORTS = new Map(
  readdirSync(packageRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !["node_modules", "dist", "test"].includes(name))
    .flatMap((folder) =>
      readdirSync(join(packageRoot, folder), {
        recursive: true,
        encoding: "utf8",
      })
        .filter((file) => /\.c?ts$/.test(file))
        .map((file) => posix.join(folder, file)),
    )
    .map((file) => [file, importsOf(file)]),
);

function importsOf(file: string): string[] {
  const source = readFileSync(join(packageRoot, file), "utf8");
  return [...source.matchAll(/(?:from |import\()"(\.[^"]+)"/g)].map(
    ([, target = ""]) => posix.join(dirname(file), target),
  );
}

/** The row that a file belongs to: that of the nearest folder in the list. */
function rowOf(file: string): number {
  for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) {
    const row = ROWS.findIndex((one) => one.folder === folder);
    if (row >= 0) return row;
  }
  return -1;
}

/** Whether a row is one of some folders, or within one. */
const isWithin = (row: Row | undefined, folders: readonly string[]): boolean =>
  folders.some((one) => `${row?.folder ?? ""}/`.startsWith(`${one}/`));

describe("ARCHITECTURE.md", () => {
  it("lists the folder of every source file", () => {
    const unlisted = [...IMPORTS.keys()].filter((file) => rowOf(file) < 0);
    expect(unlisted).to.deep.equal([]);
  });

  for (const [number, { folder, allowed }] of ROWS.entries())
    it(`restricts the imports of ${folder}`, () => {
      const wrong = [...IMPORTS]
        .filter(([file]) => rowOf(file) === number)
        .flatMap(([file, targets]) =>
          targets
            .filter((target) => {
              const row = rowOf(target);
              if (row === number) return false;
              return row > number || (allowed && !isWithin(ROWS[row], allowed));
            })
            .map((target) => `${file} imports ${target}`),
        );
      expect(wrong).to.deep.equal([]);
    });
});

describe("the source files", () => {
  it("have no import cycles", () => {
    const settled = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file))
        circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (settled.has(file) || path.includes(file)) return;
      for (const target of IMPORTS.get(file) ?? [])
        visit(target, [...path, file]);
      settled.add(file);
    };
    for (const file of IMPORTS.keys()) visit(file, []);
    expect(circles).to.deep.equal([]);
  });
});
