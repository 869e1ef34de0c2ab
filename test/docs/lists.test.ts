import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { REASONS } from "../../common/reasons.ts";
import { namesIn, readDocument, rowsOf } from "./documents.ts";

describe("docs/rules.md", () => {
  it("lists every reason in the order of precedence", () => {
    const rows = rowsOf(readDocument("docs/rules.md"), "reason");
    expect(rows.flatMap(([reason]) => namesIn(reason))).to.deep.equal(REASONS);
  });
});

describe("SECURITY.md", () => {
  it("names existing tests, at least one for each attack", () => {
    const rows = rowsOf(readDocument("SECURITY.md"), "attack");
    expect(rows).not.to.be.empty;
    for (const [attack, , tests] of rows) {
      const names = namesIn(tests);
      expect(names, attack).not.to.be.empty;
      for (const name of names) {
        const path = join(packageRoot, "test", name);
        expect(existsSync(path) || existsSync(`${path}.test.ts`), name).to.be
          .true;
      }
    }
  });
});

describe("CONTRIBUTING.md", () => {
  it("lists every variable that sets a budget of tests", () => {
    const root = join(packageRoot, "test");
    const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(root, file), "utf8"));
    const read = sources.flatMap((source) =>
      [
        ...source.matchAll(
          /process\.env\["(\w+_(?:CASES|RUNS|GIB|SECONDS))"\]/g,
        ),
      ].map(([, name = ""]) => name),
    );
    const [, listed = ""] =
      /^Environment variables set budgets: (.*?)^$/ms.exec(
        readDocument("CONTRIBUTING.md"),
      ) ?? [];
    expect(namesIn(listed)).to.have.members([...new Set(read)]);
  });
});
