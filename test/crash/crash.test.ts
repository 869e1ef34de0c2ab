import { join } from "node:path";
import { expect } from "chai";
import { inOrder, readState } from "../support/database-state.ts";
import { withFolder } from "../support/folders.ts";
import { runOracle } from "../support/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../support/season/cast.ts";
import { withDatabaseIn } from "../support/with-database.ts";
import { describeCase } from "./describe-case.ts";
import {
  copyDatabase,
  ingest,
  openLaboratory,
  removeDatabase,
  type Laboratory,
} from "./laboratory.ts";
import { planCases, planEachStep, type CrashCase } from "./plan-cases.ts";
import { runCase } from "./run-case.ts";

const SEED = 1;
const MORE_CASES = 10;

describe("a run whose process is killed", function () {
  this.timeout(300_000);
  let laboratory: Laboratory;
  let giveBack = (): void => undefined;
  let ended: Promise<void>;

  before(async () => {
    await new Promise<void>((ready, failed) => {
      ended = withFolder(async (folder) => {
        laboratory = await openLaboratory(folder, SEED);
        ready();
        await new Promise<void>((resolve) => (giveBack = resolve));
      });
      ended.catch(failed);
    });
  });
  after(async () => {
    giveBack();
    await ended;
  });

  /** The differences of all cases, each with what was done. */
  async function crashAll(cases: readonly CrashCase[]): Promise<string[]> {
    const differences: string[] = [];
    for (const crash of cases) {
      const result = await runCase(laboratory, crash);
      for (const row of result.differences)
        differences.push(`${describeCase(crash)}: ${row}`);
    }
    return differences;
  }

  it("leaves what the rules say when nobody kills it", async () => {
    const { folder, begun, history } = laboratory;
    const database = copyDatabase(begun, join(folder, "undisturbed"));
    const [, second, third] = history.files;
    const state = await withDatabaseIn(database, async (store) => {
      await ingest(store, folder, second);
      await ingest(store, folder, third);
      return readState(store);
    });
    removeDatabase(database);
    const expected = runOracle(history.lines, {
      countries: SEASON_COUNTRIES,
      now: SEASON_NOW,
    });
    expect(inOrder(state)).to.deep.equal(inOrder(expected));
  });

  it("is exactly once, killed at each step of publishing", async () => {
    const cases = planEachStep(laboratory, SEED);
    expect(cases.length).to.be.greaterThan(10);
    expect(await crashAll(cases)).to.deep.equal([]);
  });

  it("is exactly once, killed at other steps, at any time, and twice", async () => {
    const cases = planCases(laboratory, MORE_CASES, SEED);
    expect(await crashAll(cases)).to.deep.equal([]);
  });
});
