import { findPeers } from "../contenders/peers.ts";
import { createTouchline } from "../contenders/touchline.ts";
import { alternate } from "../harness/alternate.ts";
import { drawChart } from "../harness/chart.ts";
import { log, print } from "../harness/print.ts";
import {
  formatResults,
  saveFile,
  saveResults,
  secondsOf,
} from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import type { BenchOptions } from "../options.ts";

/** A whole run, from process start to exit, against those of the peers. */
export async function benchIngest(options: BenchOptions): Promise<void> {
  const { events, runs, seed, without } = options;
  const file = await prepareSeason(events, seed, log);
  const peers = findPeers(file, without);
  const leftOut = Object.entries(peers.leftOut).map(
    ([label, reason]) => `${label}: left out, ${reason}`,
  );
  leftOut.forEach(log);

  const results = await alternate(
    [createTouchline(file), ...peers.contenders],
    { runs, sameFindings: true, log },
  );
  print(
    `\ningest: ${events.toLocaleString("en")} events, whole processes, ${runs} runs each; all found the same sums`,
  );
  print(formatResults(results, "× Touchline"));
  leftOut.forEach(print);

  if (!options.save) return;
  saveResults("ingest", [file.season], results, peers.leftOut);
  const bars = results.map((result) => ({
    label: result.label,
    ...secondsOf(result),
    ours: result.name === "touchline",
  }));
  saveFile(
    "ingest.svg",
    drawChart(
      `Ingest of ${events.toLocaleString("en")} events, in seconds`,
      `Process start to exit; median, fastest and slowest of ${runs} runs`,
      bars.sort((a, b) => a.median - b.median),
    ),
  );
}
