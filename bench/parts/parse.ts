import { join } from "node:path";
import type { Contender } from "../harness/contender.ts";
import { alternate } from "../harness/alternate.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { log, print } from "../harness/print.ts";
import { formatResults, saveResults, secondsOf } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import type { BenchOptions } from "../options.ts";

const READ_FILE = join(import.meta.dirname, "../parsing/read-file.js");

/** Reading lines and the rules on one event, against only reading. */
export async function benchParse(options: BenchOptions): Promise<void> {
  const { events, runs, seed } = options;
  const { path, season } = await prepareSeason(events, seed, log);
  const results = await alternate(
    [
      createReader("parse", "Parsing and rules", path, events),
      createReader("read", "Reading the bytes", path, events),
      createLineCount(path, events),
    ],
    { runs, sameFindings: false, log },
  );
  print(
    `\nparse: ${events.toLocaleString("en")} events, ${(season.bytes / 1e6).toFixed(0)} MB, ${runs} runs each`,
  );
  print(formatResults(results, "× parsing"));
  const [parsing = NaN, reading = NaN, counting = NaN] = results.map(
    (result) => secondsOf(result).median,
  );
  print(
    `Parsing takes ${(parsing / counting).toFixed(2)} times as long as wc -l, ${(parsing / reading).toFixed(2)} times as long as reading the bytes.`,
  );
  if (options.save) saveResults("parse", [season], results);
}

/** A contender that measures itself from the moment that its threads run. */
function createReader(
  task: "parse" | "read",
  label: string,
  path: string,
  events: number,
): Contender {
  return {
    name: task,
    label,
    events,
    async run() {
      const measured = await measureProcess({
        file: process.execPath,
        args: [READ_FILE, task, path],
      });
      const { seconds, accepted } = JSON.parse(measured.stdout) as {
        seconds: number;
        accepted: number | null;
      };
      const findings: Record<string, number> = {};
      if (accepted !== null) {
        checkEvents(label, accepted, events);
        findings["accepted"] = accepted;
      }
      return { ...measured, seconds, findings };
    },
  };
}

function createLineCount(path: string, events: number): Contender {
  const label = "wc -l";
  return {
    name: "wc",
    label,
    events,
    async run() {
      const command = { file: "wc", args: ["-l", path] };
      const measured = await measureProcess(command);
      checkEvents(label, Number.parseInt(measured.stdout, 10), events);
      return { ...measured, findings: {} };
    },
  };
}

function checkEvents(label: string, found: number, events: number): void {
  if (found !== events)
    throw new Error(`${label} found ${found} events of ${events}`);
}
