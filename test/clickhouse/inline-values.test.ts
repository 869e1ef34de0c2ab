import { expect } from "chai";
import fc from "fast-check";
import { inlineLongValues } from "../../clickhouse/connection/statement/inline-values.ts";
import { lendDatabase } from "../support/database/with-database.ts";

const sql = "SELECT {files:Array(String)} AS files, {run:UInt32} AS run";

/** Among all characters, those with a meaning in SQL, TSV, URLs and statements. */
const TEXTS = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^[\t\n\r'"\\{}:,&=%+ a-c]{0,9}$/),
  ),
  { minLength: 1, maxLength: 8 },
);

describe("values in a statement", () => {
  const database = lendDatabase();

  for (const times of [1, 2000])
    it(`arrive whole, whatever they contain (${times} at a time)`, () =>
      fc.assert(
        fc.asyncProperty(TEXTS, async (some) => {
          const texts = Array.from({ length: times }, () => some).flat();
          const sums = Object.fromEntries(texts.map((text, n) => [text, n]));
          const values = { text: some[0], texts, sums };
          const rows = await database.store.rows({
            name: "values",
            sql: "SELECT {text:String} AS text, {texts:Array(String)} AS texts, {sums:Map(String, UInt32)} AS sums",
            parameters: values,
          });
          expect(rows).to.deep.equal([values]);
        }),
        { numRuns: times === 1 ? 50 : 5 },
      ));

  it("remain parameters while they are short", () => {
    const statement = {
      ...{ name: "short", sql },
      parameters: { files: ["a"], run: 1 },
    };
    expect(inlineLongValues(statement).statement).to.equal(statement);
  });

  it("keep their type", async () => {
    const users = Array.from(
      { length: 1000 },
      (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    );
    const rows = await database.store.rows({
      ...{ name: "long", sql: "SELECT {users:Array(UUID)} AS users" },
      parameters: { users },
    });
    expect(rows).to.deep.equal([{ users }]);
  });

  it("arrive whole, whatever they contain, even if too long for a URL", async () => {
    const files = Array.from(
      { length: 20_000 },
      (_, n) => `/events/${n}/it's \\ {a} "quoted" 名前\n${"x".repeat(100)}`,
    );
    const rows = await database.store.rows({
      ...{ name: "long", sql },
      parameters: { files, run: 7 },
    });
    expect(rows).to.deep.equal([{ files, run: 7 }]);
    await database.store.command({
      name: "long-insert",
      sql: "INSERT INTO ledger (run_id, files) SELECT {run:UInt32}, {files:Array(String)}",
      parameters: { files, run: 7 },
    });
    const [stored] = await database.store.rows<{ files: string[] }>({
      name: "stored",
      sql: "SELECT files FROM runs WHERE run_id = 7",
    });
    expect(stored?.files).to.deep.equal(files);
  });
});
