import { expect } from "chai";
import { readSql } from "../../common/package-root.ts";
import { SHARDED_BY } from "../../ingest/derive/run-tables.ts";
import { RULES, WITH_TEXT } from "../../ingest/derive/steps.ts";

/** The tables of a run that the SQL of a step names. */
const tablesIn = (file: string): string[] => [
  ...new Set(
    readSql(`ingest/derive/${file}.sql`)
      .replaceAll(/^--.*$/gm, "")
      .match(/\b(?:run|stage)_(?!id\b|files\b|shards\b)\w+/g) ?? [],
  ),
];

describe("the steps of a run", () => {
  const steps = [...RULES, ...WITH_TEXT];

  it("that shards take read and fill divided tables only", () => {
    const onShards = steps.filter(({ whole }) => whole);
    expect(onShards.length).to.be.greaterThan(30);
    for (const { file } of onShards)
      for (const table of tablesIn(file))
        expect(SHARDED_BY, file).to.have.property(table);
  });

  it("that shards take name each table of which they read all rows", () => {
    for (const { file, whole = [] } of steps)
      for (const table of whole)
        expect(readSql(`ingest/derive/${file}.sql`)).to.contain(table);
  });
});
