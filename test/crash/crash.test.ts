import { expect } from "chai";
import { inOrder, readState } from "../support/database/database-state.ts";
import { runOracle } from "../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../support/season/cast.ts";
import { crashAll } from "./crash-all.ts";
import { lendLaboratory } from "./laboratory/lend-laboratory.ts";
import { planCases } from "./plan-cases.ts";
import { withTestStore } from "./laboratory/site.ts";

const SEED = 1;

/** The first one is at a step, the second at any time. */
const CASES = 2;

describe("a run whose process is killed", function () {
  this.timeout(120_000);
  const lent = lendLaboratory("ingest", ["command"]);

  it("leaves what the rules require if it is not killed", async () => {
    const { whole, history } = lent.laboratory;
    const state = await withTestStore(whole, readState);
    const expected = runOracle(history.lines, {
      countries: SEASON_COUNTRIES,
      now: SEASON_NOW,
    });
    expect(inOrder(state)).to.deep.equal(inOrder(expected));
  });

  // test/long kills its engine, both, and other commands.
  it("takes effect exactly once if it is killed at any step or time", async () => {
    const { laboratory } = lent;
    const cases = await planCases(laboratory, CASES, SEED, ["command"]);
    const { kills, differences } = await crashAll(laboratory, cases);
    expect(differences).to.deep.equal([]);
    expect(kills).to.be.at.least(CASES / 2);
  });
});
