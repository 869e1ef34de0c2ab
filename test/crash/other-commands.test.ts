import { expect } from "chai";
import { crashAll } from "./crash-all.ts";
import { lendLaboratory } from "./lend-laboratory.ts";
import { planCases } from "./plan-cases.ts";

const SEED = 1;

/** The first case that is planned is a step, at which a kill is certain. */
const CASES = 1;

for (const command of ["replay", "erase", "forget"] as const)
  describe(`a process that is killed in ${command}`, function () {
    this.timeout(120_000);
    const lent = lendLaboratory(command, ["command"]);

    it("leaves what it leaves when nobody kills it", async () => {
      const { laboratory } = lent;
      const cases = await planCases(laboratory, CASES, SEED, ["command"]);
      const { kills, differences } = await crashAll(laboratory, cases);
      expect(differences).to.deep.equal([]);
      expect(kills).to.equal(CASES);
    });
  });
