import { expect } from "chai";
import { LineReader } from "../../../ingest/input/read-lines.ts";
import { CONTEXT } from "../../support/events/events.ts";
import { createJudges } from "../../support/oracle/judges.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { describeResult, readPlan, tryCases } from "../try-cases.ts";
import { fuzzIngest } from "./fuzz-ingest.ts";
import { fuzzParsers } from "./fuzz-parsers.ts";

/** FUZZ_CASES=500 runs that many. */
const CASES = Number(process.env["FUZZ_CASES"] ?? 2);

describe("the ingest, given damaged lines and noise", function () {
  this.timeout(60_000 + CASES * 10_000);
  const database = lendDatabase();
  const judges = createJudges(CONTEXT);

  it("handles each line as the rules require, however it is cut", async () => {
    const plan = readPlan([], CASES);
    const reader = new LineReader();
    const { store } = database;
    const printed: string[] = [];
    const result = await tryCases(
      plan,
      "npm run fuzz:ingest",
      (text) => printed.push(text),
      (number) => fuzzIngest({ judges, reader, store }, plan.seed, number),
    );
    expect(printed).to.deep.equal([]);
    expect(result.cases).to.equal(CASES);
    expect(result.counts["taken by the fast parser"]).to.be.greaterThan(
      200 * CASES,
    );
    console.log(`      ${describeResult(plan, result)}`);
  });

  it("would detect a parser that reads one line differently", async () => {
    const wrong = {
      ...judges,
      fast: (slice: Parameters<typeof judges.fast>[0]) => {
        const event = judges.fast(slice);
        return (
          event && { ...event, event_id: Number(event.event_id) % 2 ** 32 }
        );
      },
    };
    const printed: string[] = [];
    const result = await tryCases(
      readPlan(["1", "3"], CASES),
      "npm run fuzz:ingest",
      (text) => printed.push(text),
      (number) => Promise.resolve(fuzzParsers(wrong, 3, number)),
    );
    expect(result.mismatches).to.be.greaterThan(0);
    expect(printed[0]).to.match(/^mismatch: /);
    expect(printed.at(-1)).to.equal("again: npm run fuzz:ingest -- 1 3 1");
  });
});
