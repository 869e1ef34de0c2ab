import { createStandIn } from "../contenders/stand-in-server.ts";
import { createTouchline } from "../contenders/touchline.ts";
import { alternate } from "../harness/alternate.ts";
import { log, print } from "../harness/print.ts";
import { formatResults, saveResults } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import { spreadOf } from "../harness/stats.ts";
import type { BenchOptions } from "../options.ts";

/** A whole run on a server, against the embedded database. */
export async function benchServer(options: BenchOptions): Promise<void> {
  const { events, runs, seed } = options;
  const file = await prepareSeason(events, seed, log);
  const standIn = createStandIn(file);
  const results = await alternate([createTouchline(file), standIn], {
    runs,
    sameFindings: true,
    log,
  });
  print(
    `\nserver: ${events.toLocaleString("en")} events, whole processes, ${runs} runs each; both found the same sums`,
  );
  print(formatResults(results, "× embedded"));
  const { median } = spreadOf(standIn.serverSeconds);
  print(`processor time of the server itself: ${median.toFixed(2)} s`);
  if (options.save) saveResults("server", [file.season], results);
}
