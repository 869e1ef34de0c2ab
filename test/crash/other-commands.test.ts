import { expect } from "chai";
import { withFolder } from "../support/folders.ts";
import { describeCase } from "./describe-case.ts";
import { openLaboratory } from "./laboratory.ts";
import { planCases } from "./plan-cases.ts";
import { runCase } from "./run-case.ts";

const SEED = 1;

/** CRASH_CASES=200 kills as often. */
const CASES = Number(process.env["CRASH_CASES"] ?? 5);

for (const command of ["replay", "erase", "forget"] as const)
  describe(`a process that is killed in ${command}`, function () {
    this.timeout(60_000 + CASES * 20_000);

    it("leaves what it leaves when nobody kills it", () =>
      withFolder(async (folder) => {
        const laboratory = await openLaboratory(folder, SEED, command);
        const differences: string[] = [];
        let kills = 0;
        for (const crash of planCases(laboratory, CASES, SEED)) {
          const result = await runCase(laboratory, crash);
          kills += result.kills;
          for (const row of result.differences)
            differences.push(`${describeCase(crash)}: ${row}`);
        }
        expect(differences).to.deep.equal([]);
        expect(kills).to.be.at.least(CASES / 2);
      }));
  });
