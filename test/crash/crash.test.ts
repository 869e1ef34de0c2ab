import { expect } from "chai";
import { inOrder, readState } from "../support/database-state.ts";
import { runOracle } from "../support/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../support/season/cast.ts";
import { asServer } from "../support/test-engine.ts";
import { crashAll } from "./crash-all.ts";
import { lendLaboratory } from "./lend-laboratory.ts";
import { planCases } from "./plan-cases.ts";
import { withTestStore } from "./site.ts";

const SEED = 1;

describe("a run whose process or engine is killed", function () {
  this.timeout(120_000);
  const lent = lendLaboratory("ingest", ["command", "engine", "both"]);

  it("leaves what the rules say when nobody kills it", async () => {
    const { whole, history } = lent.laboratory;
    const state = await withTestStore(whole, readState);
    const expected = runOracle(history.lines, {
      countries: SEASON_COUNTRIES,
      now: SEASON_NOW,
    });
    expect(inOrder(state)).to.deep.equal(inOrder(expected));
  });

  for (const [victim, count] of [
    ["command", 2],
    ["engine", 1],
    ["both", 1],
  ] as const)
    it(`is exactly once when ${victim} is killed at any step or time`, async function () {
      if (victim !== "command" && asServer) this.skip();
      const { laboratory } = lent;
      const cases = await planCases(laboratory, count, SEED, [victim]);
      const { kills, differences } = await crashAll(laboratory, cases);
      expect(differences).to.deep.equal([]);
      expect(kills).to.be.at.least(count / 2);
    });
});
