import { runCommand } from "../common/run-command.ts";
import {
  readGeneratorOptions,
  USAGE,
} from "./generator/read-generator-options.ts";
import { printSeason, writeSeason } from "./generator/write-season.ts";

/** The generate command: a made-up season, and what a run over it must count. */
async function main(): Promise<void> {
  const options = readGeneratorOptions(
    process.argv.slice(2),
    Date.now() / 1000,
  );
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (options.out === undefined) {
    await printSeason(options, process.stdout);
    return;
  }
  const { lines } = await writeSeason(options, options.out);
  process.stderr.write(
    `wrote ${lines} lines to ${options.out}, and their expected counts beside it\n`,
  );
}

await runCommand(main);
