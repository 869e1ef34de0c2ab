import { parseArgs } from "node:util";
import { TouchlineError } from "../../common/errors.ts";
import { runCommand } from "../../cli/framework/run-command.ts";
import { withFolder } from "../support/command/folders.ts";
import { shardCount, stopTestEngine } from "../support/test-engine.ts";
import type { Victim } from "./child/child-messages.ts";
import { describeCase } from "./describe-case.ts";
import { openLaboratory } from "./laboratory/laboratory.ts";
import { planCases } from "./plan-cases.ts";
import { runCase } from "./run-case.ts";
import { COMMANDS } from "./laboratory/subjects.ts";
import { Tally } from "./tally.ts";

const DEFAULT_KILLS = 30;

const VICTIMS: Readonly<Record<string, readonly Victim[]>> = {
  any:
    shardCount > 1
      ? ["command", "engine", "engines", "both"]
      : ["command", "engine", "both"],
  command: ["command"],
  engine: ["engine"],
  both: ["both"],
  engines: ["engines"],
};

/**
 * Kills this many runs and prints the result of each: arguments are the command
 * (ingest by default), the number, the seed, and the number of a case
 * to run only that one; --kill names the victim (any by default). Exits
 * with 1 where anything differs from the undisturbed result.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { kill: { type: "string", default: "any" } },
    allowPositionals: true,
  });
  const victims = VICTIMS[values.kill];
  if (!victims)
    throw new TouchlineError(
      "bad_usage",
      `--kill ${values.kill}: expected one of ${Object.keys(VICTIMS).join(", ")}`,
    );
  const named = COMMANDS.find((name) => name === positionals[0]);
  const command = named ?? "ingest";
  const [cases = DEFAULT_KILLS, seed = 1, only] = positionals
    .slice(named === undefined ? 0 : 1)
    .map(readNumber);
  const tally = new Tally();
  await withFolder(async (folder) => {
    const laboratory = await openLaboratory(folder, seed, command, victims);
    const { steps, lifeMs, publishingMs } = laboratory.recording;
    print(
      `seed ${seed}: ${steps.length} steps in ${lifeMs.toFixed(0)} ms, ${publishingMs.toFixed(0)} ms of them publishing`,
    );
    const planned = await planCases(laboratory, cases, seed, victims);
    for (const [index, crash] of planned.entries()) {
      const number = index + 1;
      if (only !== undefined && only !== number) continue;
      const result = await runCase(laboratory, crash);
      tally.add(crash, result);
      const { kills, wreck, tables, differences, seconds } = result;
      print(
        `${number}. ${describeCase(crash)}${kills === 0 ? " (too late)" : ""}: ${wreck}, ${tables} tables; ${differences.length} differences, ${seconds.toFixed(1)} s`,
      );
      for (const row of differences) print(`   ${row}`);
      if (differences.length > 0)
        print(
          `   again: npm run test:crash -- ${command} ${cases} ${seed} ${number} --kill ${values.kill}`,
        );
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
