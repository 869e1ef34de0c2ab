import { listFixtures } from "../../upgrade/fixture.ts";
import { expectAsFresh, expectMigrated } from "../../upgrade/with-fixture.ts";

describe("a database of each released version", () => {
  for (const number of listFixtures().keys())
    it(`of schema ${number} equals a fresh ingest, and accepts later files as it does`, () =>
      expectAsFresh(number));
});

describe("a database of an older schema", () => {
  for (const [number, tables] of [
    [15, 15],
    [29, 29],
  ] as const)
    it(`of ${number} migrations gets the schema of a new one`, () =>
      expectMigrated(number, tables));
});
