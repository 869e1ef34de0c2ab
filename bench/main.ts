import { perform } from "../cli/framework/command.ts";
import { runCommand } from "../cli/framework/run-command.ts";
import {
  readBenchOptions,
  USAGE,
  type BenchOptions,
  type Part,
} from "./options.ts";
import { benchApi } from "./parts/api.ts";
import { benchIncrements } from "./parts/increments.ts";
import { benchIngest } from "./parts/ingest.ts";
import { benchMemory } from "./parts/memory.ts";
import { benchParse } from "./parts/parse.ts";
import { benchStages } from "./parts/stages.ts";

const BENCHES: Record<Part, (options: BenchOptions) => Promise<void>> = {
  ingest: benchIngest,
  increments: benchIncrements,
  parse: benchParse,
  stages: benchStages,
  memory: benchMemory,
  api: benchApi,
};

/** The bench command: each part that was asked for, one after another. */
async function run(args: readonly string[]): Promise<void> {
  const options = readBenchOptions(args);
  for (const part of options.parts) await BENCHES[part](options);
}

await runCommand(() => perform({ usage: USAGE, run }, process.argv.slice(2)));
