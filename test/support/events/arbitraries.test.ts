import fc from "fast-check";
import { expect } from "chai";
import { REASONS } from "../../../common/reasons.ts";
import { cleanOrderSeason, dirtySeason, seasonWindow } from "./arbitraries.ts";
import { runOracle, type OracleState } from "../oracle/oracle.ts";
import { MIDNIGHT, SEASON_COUNTRIES, SEASON_NOW } from "../season/cast.ts";

const OPTIONS = { countries: SEASON_COUNTRIES, now: SEASON_NOW };

describe("generated seasons", () => {
  it("include every verdict", () => {
    const met = new Set<string>();
    const seasons = fc.tuple(
      dirtySeason(),
      seasonWindow(),
      fc.constantFrom(0, MIDNIGHT),
    );
    fc.assert(
      fc.property(seasons, ([lines, window, horizon]) => {
        const horizonOf = () => horizon;
        const state = runOracle(lines, { ...OPTIONS, ...window, horizonOf });
        for (const verdict of state.verdicts) met.add(verdict);
      }),
      // A fixed seed: a rare verdict must not be missed now and then.
      { numRuns: 300, seed: 1 },
    );
    expect(met).to.include.all.keys("accepted", "blank", ...REASONS);
  });

  it("without conflicting ids give the same tables in any order", () => {
    const seasons = cleanOrderSeason().chain((lines) =>
      fc.tuple(
        fc.constant(lines),
        fc.shuffledSubarray(lines, {
          minLength: lines.length,
          maxLength: lines.length,
        }),
      ),
    );
    fc.assert(
      fc.property(seasons, ([lines, shuffled]) => {
        expect(whatOrderKeeps(runOracle(shuffled, OPTIONS))).to.deep.equal(
          whatOrderKeeps(runOracle(lines, OPTIONS)),
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** All of a state that is not by line; the functions follow from it. */
function whatOrderKeeps(state: OracleState): unknown {
  const lateDetails = state.lateDetails
    .map(({ reason, detail }) => `${reason}: ${detail}`)
    .toSorted();
  return JSON.parse(JSON.stringify({ ...state, verdicts: [], lateDetails }));
}
