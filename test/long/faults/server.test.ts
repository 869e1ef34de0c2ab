import { expect } from "chai";
import { Random } from "../../../generate/random.ts";
import { runUndisturbed } from "../../crash/laboratory/laboratory.ts";
import { planFaults } from "../../faults/server/plan-faults.ts";
import { runFaultCase } from "../../faults/server/run-fault-case.ts";
import { FAULT_KINDS } from "../../support/fault-proxy/faults.ts";
import { withFolder } from "../../support/command/folders.ts";

const SEED = 1;

/** A run has some more of them. */
const STATEMENTS = 40;

describe("a run on a server that fails in every way", function () {
  this.timeout(600_000);

  it("takes effect exactly once, whatever fails at any step", () =>
    withFolder(async (folder) => {
      const undisturbed = await runUndisturbed(folder, SEED);
      const plan = planFaults(new Random(SEED, 6), {
        count: FAULT_KINDS.length,
        first: 0,
        statements: STATEMENTS,
      });
      const { differences, faults } = await runFaultCase(undisturbed, plan);
      expect(differences, JSON.stringify(plan)).to.deep.equal([]);
      // The faults that occurred, not only those planned.
      expect(faults).to.include.members([...FAULT_KINDS]);
    }));
});
