import { runCommand } from "../../../cli/framework/run-command.ts";
import { describeResult, readPlan, tryCases } from "../try-cases.ts";
import { stopTestEngine } from "../../support/test-engine.ts";
import { fuzzApi, withFuzzedApi } from "./fuzz-api.ts";

const DEFAULT_CASES = 50;

/**
 * Sends the API requests made from its own document: arguments are the number of
 * cases or seconds (60s), the seed, and the number of a case to run that one
 * alone. Exits with 1 where an answer is not what the document says.
 */
async function main(): Promise<void> {
  const plan = readPlan(process.argv.slice(2), DEFAULT_CASES);
  await withFuzzedApi(async (api) => {
    const result = await tryCases(plan, "npm run fuzz:api", print, (number) =>
      fuzzApi(api, plan.seed, number),
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
