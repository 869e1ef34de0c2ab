import { expect } from "chai";
import { crashAll } from "../crash/crash-all.ts";
import { lendLaboratory } from "../crash/laboratory/lend-laboratory.ts";
import { planCases, planEachStep } from "../crash/plan-cases.ts";
import { COMMANDS } from "../crash/laboratory/subjects.ts";

const SEED = 1;

/** CRASH_CASES=200 kills that often, for each command and each victim. */
const CASES = Number(process.env["CRASH_CASES"] ?? 30);

const VICTIMS = ["command", "engine", "both"] as const;

describe("a run that is killed at each step of publishing", function () {
  this.timeout(600_000);
  const lent = lendLaboratory("ingest", ["command"]);

  it("takes effect exactly once", async () => {
    const { laboratory } = lent;
    const cases = planEachStep(laboratory, SEED);
    expect(cases.length).to.be.greaterThan(10);
    const { kills, differences } = await crashAll(laboratory, cases);
    expect(differences).to.deep.equal([]);
    expect(kills).to.equal(cases.length);
  });
});

for (const command of COMMANDS)
  describe(`a process that is killed in ${command}, many times`, function () {
    this.timeout(60_000 + CASES * 20_000);
    const lent = lendLaboratory(command, VICTIMS);

    for (const victim of VICTIMS)
      it(`leaves the same tables as without killing ${victim === "both" ? "it or its engine" : victim === "engine" ? "its engine" : "it"}`, async () => {
        const { laboratory } = lent;
        const cases = await planCases(laboratory, CASES, SEED, [victim]);
        const { kills, differences } = await crashAll(laboratory, cases);
        expect(differences).to.deep.equal([]);
        expect(kills).to.be.at.least(CASES / 2);
      });
  });
