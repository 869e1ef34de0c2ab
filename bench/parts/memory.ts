import { createTouchline } from "../contenders/touchline.ts";
import { alternate } from "../harness/alternate.ts";
import { log, print } from "../harness/print.ts";
import { formatResults, saveResults } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import type { BenchOptions } from "../options.ts";

const GROWTH = 10;

/** Time and peak memory of a run with ten times the events. */
export async function benchMemory(options: BenchOptions): Promise<void> {
  const { runs, seed } = options;
  const sizes = [options.events, GROWTH * options.events];
  const files = [];
  for (const events of sizes)
    files.push(await prepareSeason(events, seed, log));

  const contenders = files.map(({ path, season: { events } }) => {
    const label = `${events.toLocaleString("en")} events`;
    const input = { paths: [path], events };
    return createTouchline(input, `touchline-${events}`, label);
  });
  const results = await alternate(contenders, {
    runs,
    sameFindings: false,
    log,
  });
  print(`\nmemory: whole processes, ${runs} runs each`);
  print(formatResults(results, "× the first"));

  if (!options.save) return;
  const seasons = files.map(({ season }) => season);
  saveResults("memory", seasons, results);
}
