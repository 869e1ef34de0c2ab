import { expect } from "chai";
import { crashAll } from "./crash-all.ts";
import { lendLaboratory } from "./lend-laboratory.ts";
import { planCases } from "./plan-cases.ts";

const SEED = 1;

const CASES = 2;

for (const command of ["replay", "erase", "forget"] as const)
  describe(`a process that is killed in ${command}`, function () {
    this.timeout(120_000);
    const lent = lendLaboratory(command, ["command"]);

    it("leaves what it leaves when nobody kills it", async () => {
      const { laboratory } = lent;
      const cases = await planCases(laboratory, CASES, SEED, ["command"]);
      const { kills, differences } = await crashAll(laboratory, cases);
      expect(differences).to.deep.equal([]);
      expect(kills).to.be.at.least(CASES / 2);
    });
  });
