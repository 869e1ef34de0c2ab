import { runCommand } from "../../../cli/framework/run-command.ts";
import { LineReader } from "../../../ingest/input/read-lines.ts";
import { CONTEXT } from "../../support/events/events.ts";
import { createJudges } from "../../support/oracle/judges.ts";
import { stopTestEngine } from "../../support/test-engine.ts";
import { withDatabase } from "../../support/database/with-database.ts";
import { describeResult, readPlan, tryCases } from "../try-cases.ts";
import { fuzzIngest } from "./fuzz-ingest.ts";

const DEFAULT_CASES = 100;

/**
 * Feeds the ingest path damaged lines and noise: arguments are how many cases
 * or seconds (60s), the seed, and the number of a case to try that one alone.
 * Exits with 1 where anything differs from the rules.
 */
async function main(): Promise<void> {
  const plan = readPlan(process.argv.slice(2), DEFAULT_CASES);
  const judges = createJudges(CONTEXT);
  const reader = new LineReader();
  await withDatabase(async (store) => {
    const result = await tryCases(
      plan,
      "npm run fuzz:ingest",
      print,
      (number) => fuzzIngest({ judges, reader, store }, plan.seed, number),
    );
    print(describeResult(plan, result));
    if (result.mismatches > 0) process.exitCode = 1;
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand(main);
await stopTestEngine();
