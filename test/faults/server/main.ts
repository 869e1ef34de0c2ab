import { Random } from "../../../generate/random.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { runCommand } from "../../../cli/framework/run-command.ts";
import { runUndisturbed } from "../../crash/laboratory/laboratory.ts";
import { withFolder } from "../../support/command/folders.ts";
import { stopTestEngine } from "../../support/test-engine.ts";
import { planFaults } from "./plan-faults.ts";
import { runFaultCase } from "./run-fault-case.ts";
import { FaultTally } from "./fault-tally.ts";

const DEFAULT_FAULTS = 30;
const FAULTS_A_CASE = 4;

/**
 * Plans this many faults of a server, four per run, and prints the result of
 * each: arguments are the number, and the seed. Exits with 1 where anything
 * differs from the undisturbed result.
 */
async function main(): Promise<void> {
  const [faults = DEFAULT_FAULTS, seed = 1] = process.argv
    .slice(2)
    .map(readNumber);
  const random = new Random(seed, 6);
  const tally = new FaultTally();
  await withFolder(async (folder) => {
    const undisturbed = await runUndisturbed(folder, seed);
    const { statements } = await runFaultCase(undisturbed, []);
    print(`seed ${seed}: ${statements} statements`);
    for (let first = 0; first < faults; first += FAULTS_A_CASE) {
      const count = Math.min(FAULTS_A_CASE, faults - first);
      const plan = planFaults(random, { count, first, statements });
      const result = await runFaultCase(undisturbed, plan);
      tally.add(result);
      const injected = result.faults.join(", ") || "nothing";
      print(
        `${injected}: the command failed ${result.failures} times; ${result.differences.length} differences`,
      );
      for (const row of result.differences) print(`   ${row}`);
      if (result.differences.length > 0) print(`   ${JSON.stringify(plan)}`);
    }
  });
  print(tally.toString());
  if (tally.differences > 0) process.exitCode = 1;
}

function readNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new TouchlineError("bad_usage", `${text} is not a whole number`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand(main);
await stopTestEngine();
