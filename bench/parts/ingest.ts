import { findPeers } from "../contenders/peers.ts";
import { createTouchline } from "../contenders/touchline.ts";
import { alternate } from "../harness/alternate.ts";
import { drawChart } from "../harness/chart.ts";
import { describeEnvironment } from "../harness/environment.ts";
import { log, print } from "../harness/print.ts";
import { describeResult, formatResults, saveFile } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import { keepSize } from "../harness/sizes.ts";
import type { BenchOptions } from "../options.ts";

/** A whole run, from process start to exit, against those of the peers. */
export async function benchIngest(options: BenchOptions): Promise<void> {
  const { events, runs, seed, without } = options;
  const { path, season } = await prepareSeason(events, seed, log);
  const input = { paths: [path], events };
  const peers = findPeers("ingest", input, without);
  const leftOut = Object.entries(peers.leftOut).map(
    ([label, reason]) => `${label}: left out, ${reason}`,
  );
  leftOut.forEach(log);

  const results = await alternate(
    [createTouchline(input), ...peers.contenders],
    { runs, sameFindings: true, log },
  );
  print(
    `\ningest: ${events.toLocaleString("en")} events, whole processes, ${runs} runs each; all found the same sums`,
  );
  print(formatResults(results, "× Touchline"));
  leftOut.forEach(print);

  if (!options.save) return;
  const sizes = keepSize("ingest", {
    ...describeEnvironment(),
    input: season,
    leftOut: peers.leftOut,
    results: results.map(describeResult),
  });
  saveFile(
    "ingest.svg",
    drawChart(
      "Ingest of a season, in seconds",
      "Process start to exit; median, fastest and slowest run",
      sizes.map((size) => ({
        heading: `${size.input.events.toLocaleString("en")} events`,
        bars: size.results
          .map(({ name, label, seconds }) => ({
            label,
            ...seconds,
            ours: name === "touchline",
          }))
          .sort((a, b) => a.median - b.median),
      })),
    ),
  );
}
