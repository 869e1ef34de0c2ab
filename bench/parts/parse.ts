import { join } from "node:path";
import type { Contender } from "../harness/contender.ts";
import { alternate } from "../harness/alternate.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { log, print } from "../harness/print.ts";
import { formatResults, saveResults } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import type { BenchOptions } from "../options.ts";

const READ_FILE = join(import.meta.dirname, "../parsing/read-file.js");

/** Reading lines and the rules on one event, against only reading. */
export async function benchParse(options: BenchOptions): Promise<void> {
  const { events, runs, seed } = options;
  const { path, season } = await prepareSeason(events, seed, log);
  const contenders = [
    createReader("parse", "Parsing and rules", path),
    createReader("read", "Reading the bytes", path),
    createLineCount(path),
  ];
  const results = await alternate(contenders, {
    runs,
    sameFindings: false,
    log,
  });
  for (const { label, outcomes } of results) {
    const found = outcomes[0]?.findings["events"] ?? events;
    if (found !== events)
      throw new Error(`${label} found ${found} events of ${events}`);
  }
  print(
    `\nparse: ${events.toLocaleString("en")} events, ${(season.bytes / 1e6).toFixed(0)} MB, ${runs} runs each`,
  );
  print(formatResults(results, () => events, "× parsing"));
  if (options.save) saveResults("parse", [season], results, []);
}

/** One that says itself how long it took once its threads were up. */
function createReader(
  task: "parse" | "read",
  label: string,
  eventsFile: string,
): Contender {
  return {
    name: task,
    label,
    async run() {
      const measured = await measureProcess({
        file: process.execPath,
        args: [READ_FILE, task, eventsFile],
      });
      const { seconds, ...findings } = JSON.parse(measured.stdout) as {
        seconds: number;
      };
      return { ...measured, seconds, findings };
    },
  };
}

function createLineCount(eventsFile: string): Contender {
  return {
    name: "wc",
    label: "wc -l",
    async run() {
      const command = { file: "wc", args: ["-l", eventsFile] };
      const measured = await measureProcess(command);
      const events = Number.parseInt(measured.stdout, 10);
      return { ...measured, findings: { events } };
    },
  };
}
