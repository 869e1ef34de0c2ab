import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../common/package-root.ts";

/** The folders that each folder may import, as the document lists them. */
function documentedImports(): Map<string, string[]> {
  const text = readFileSync(join(packageRoot, "ARCHITECTURE.md"), "utf8");
  const rows = [...text.matchAll(/^(\w+) +→ ?(.*)$/gm)];
  return new Map(
    rows.map(([, folder = "", list = ""]) => [
      folder,
      list.split(", ").filter((name) => name !== ""),
    ]),
  );
}

/** The folders that the files of a folder import. */
function actualImports(folder: string): string[] {
  const root = join(packageRoot, folder);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const imported = files
    .filter((file) => /\.c?ts$/.test(file))
    .flatMap((file) => {
      const path = join(root, file);
      const source = readFileSync(path, "utf8");
      const targets = source.matchAll(/(?:from |import\()"(\.[^"]+)"/g);
      return [...targets].map(([, target = ""]) =>
        relative(packageRoot, resolve(dirname(path), target)),
      );
    })
    .map((path) => path.split("/")[0] ?? "");
  return [...new Set(imported)].filter((name) => name !== folder).sort();
}

describe("ARCHITECTURE.md", () => {
  for (const [folder, allowed] of documentedImports())
    it(`says what ${folder} imports`, () => {
      expect(actualImports(folder)).to.deep.equal(allowed);
    });

  it("lists every folder of the program", () => {
    const folders = readdirSync(packageRoot, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) =>
        readdirSync(join(packageRoot, name)).some((file) =>
          file.endsWith(".ts"),
        ),
      )
      .filter((name) => name !== "test");
    expect([...documentedImports().keys()].sort()).to.deep.equal(
      folders.sort(),
    );
  });
});
