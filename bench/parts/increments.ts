import { isDeepStrictEqual } from "node:util";
import { findPeers } from "../contenders/peers.ts";
import {
  createFedTouchline,
  createServedTouchline,
  createTouchline,
} from "../contenders/touchline.ts";
import { alternate } from "../harness/alternate.ts";
import type { Contender, FedOutcome } from "../harness/contender.ts";
import { describeEnvironment } from "../harness/environment.ts";
import { log, print } from "../harness/print.ts";
import { saveFile } from "../harness/report.ts";
import { keepSize } from "../harness/sizes.ts";
import type { Cut, CutFile } from "../increments/cut-season.ts";
import { prepareCut } from "../increments/prepare-cut.ts";
import {
  compareWithOneRun,
  describeFed,
  describeFiles,
  drawFed,
  formatFed,
  ONE_RUN,
  type IncrementsSize,
} from "../increments/results.ts";
import type { BenchOptions } from "../options.ts";

const FOUR_WEEKS: Cut = { days: 28, parts: 24 };
const FEW_FILES: Cut = { days: 3, parts: 4 };

/** A season file after file, each queryable at once, against the peers. */
export async function benchIncrements(options: BenchOptions): Promise<void> {
  const { events, runs, seed, without } = options;
  const cut = options.save ? FOUR_WEEKS : FEW_FILES;
  const input = await prepareCut(events, seed, cut, log);
  const { season, files, paths } = input;
  const days = {
    paths: paths.slice(0, cut.days),
    events: eventsOf(files.slice(0, cut.days)),
  };
  const all = { paths, events };
  const peers = findPeers("increments", all, without);
  const leftOut = Object.entries(peers.leftOut).map(
    ([label, reason]) => `${label}: left out, ${reason}`,
  );
  leftOut.forEach(log);

  const oneRun = createTouchline(days, ONE_RUN, "Touchline, one run");
  const results = await alternate(
    [
      checkEach(createServedTouchline(all), files),
      checkEach(createFedTouchline(all), files),
      checkEach(oneRun, files.slice(cut.days - 1, cut.days)),
      ...peers.contenders.map((peer) => checkEach(peer, files)),
    ],
    { runs, sameFindings: false, log },
  );
  const described = results.map((result) => describeFed(result, input));
  print(
    `\nincrements: ${days.events.toLocaleString("en")} events in ${cut.days} daily files, then a day of ${(events - days.events).toLocaleString("en")} in ${cut.parts}, ${runs} runs each; the sums are right after every file`,
  );
  print(formatFed(described, input));
  compareWithOneRun(described).forEach(print);
  leftOut.forEach(print);

  if (!options.save) return;
  const sizes = keepSize<IncrementsSize>("increments", {
    ...describeEnvironment(),
    input: season,
    leftOut: peers.leftOut,
    results: described,
    files: describeFiles(results, input),
  });
  saveFile("increments.svg", drawFed(sizes, input));
}

const eventsOf = (files: readonly CutFile[]): number =>
  files.reduce((sum, file) => sum + file.events, 0);

/** Throws where the sums after a file are not those that the events have. */
function checkEach(
  contender: Contender<FedOutcome>,
  expected: readonly CutFile[],
): Contender<FedOutcome> {
  return {
    ...contender,
    async run(folder) {
      const outcome = await contender.run(folder);
      for (const [at, { name, sums }] of expected.entries()) {
        const found = outcome.files[at]?.sums;
        if (isDeepStrictEqual(found, sums)) continue;
        throw new Error(
          `${contender.label}: after ${name} the sums are ${JSON.stringify(found)}, not ${JSON.stringify(sums)}`,
        );
      }
      return outcome;
    },
  };
}
