import { runCommand } from "../common/run-command.ts";
import {
  readBenchOptions,
  USAGE,
  type BenchOptions,
  type Part,
} from "./options.ts";
import { benchApi } from "./parts/api.ts";
import { benchIngest } from "./parts/ingest.ts";
import { benchMemory } from "./parts/memory.ts";
import { benchParse } from "./parts/parse.ts";
import { benchServer } from "./parts/server.ts";
import { benchStages } from "./parts/stages.ts";

const BENCHES: Record<Part, (options: BenchOptions) => Promise<void>> = {
  ingest: benchIngest,
  parse: benchParse,
  stages: benchStages,
  memory: benchMemory,
  api: benchApi,
  server: benchServer,
};

/** The bench command: each part that was asked for, one after another. */
await runCommand(async () => {
  const options = readBenchOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  for (const part of options.parts) await BENCHES[part](options);
});
