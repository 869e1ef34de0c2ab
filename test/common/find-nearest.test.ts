import { expect } from "chai";
import fc from "fast-check";
import { findNearest } from "../../common/find-nearest.ts";

const WORDS = [
  "--timezones",
  "--max-rejected",
  "--dry-run",
  "--wait",
  "ingest",
];

describe("findNearest", () => {
  for (const [typed, meant] of [
    ["--wiat", "--wait"],
    ["--waits", "--wait"],
    ["--tiemzone", "--timezones"],
    ["--dryrun", "--dry-run"],
    ["ingets", "ingest"],
    ["--max-rejcted", "--max-rejected"],
  ] as const)
    it(`matches ${typed} with ${meant}`, () => {
      expect(findNearest(typed, WORDS)).to.equal(meant);
    });

  for (const typed of ["", "x", "--verbose", "serve", "--workers"])
    it(`matches ${JSON.stringify(typed)} with nothing`, () => {
      expect(findNearest(typed, WORDS)).to.equal(undefined);
    });

  it("finds a word with one wrong letter", () => {
    const typo = fc
      .record({
        word: fc.constantFrom(...WORDS),
        place: fc.nat(),
        letter: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"),
        kind: fc.constantFrom("wrong", "missing", "too many", "swapped"),
      })
      .map(({ word, place, letter, kind }) => {
        const at = place % word.length;
        const [start, rest] = [word.slice(0, at), word.slice(at)];
        const typed = {
          wrong: start + letter + rest.slice(1),
          missing: start + rest.slice(1),
          "too many": start + letter + rest,
          swapped: start + (rest[1] ?? "") + (rest[0] ?? "") + rest.slice(2),
        }[kind];
        return { word, typed };
      });
    fc.assert(
      fc.property(typo, ({ word, typed }) => {
        expect(findNearest(typed, WORDS)).to.equal(word);
      }),
    );
  });
});
