import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../clickhouse/connection/store.ts";
import { perform } from "../cli/framework/command.ts";
import { dayOf } from "../common/days.ts";
import { parseArguments } from "../cli/framework/parse-arguments.ts";
import { runCommand } from "../cli/framework/run-command.ts";
import { parseIngestOptions } from "../cli/ingest/options.ts";
import { runIngest } from "../ingest/run.ts";
import { reportRun } from "../runs/perform-run.ts";
import { generateSeason } from "../generate/generate-season.ts";
import { readGeneratorOptions } from "../cli/generate/read-generator-options.ts";
import { print } from "./harness/print.ts";
import { withStore } from "./harness/with-store.ts";

const CALL = "node dist/bench/increments.js";

const USAGE = `Usage: ${CALL} [--events N] [--days D]

Does the cost of a run follow its own events? Cuts a generated season into
daily files, ingests them one after another into one database, and all at once
into another; then the last day into an empty one.`;

interface DayFile {
  readonly path: string;
  lines: number;
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArguments(
    {
      call: CALL,
      options: {
        events: { type: "string", default: "4000000" },
        days: { type: "string", default: "28" },
      },
    },
    args,
  );
  const folder = mkdtempSync(join(tmpdir(), "touchline-increments-"));
  try {
    await compare(folder, values.events, values.days);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(() => perform({ usage: USAGE, run }, process.argv.slice(2)));

async function compare(
  folder: string,
  events: string,
  days: string,
): Promise<void> {
  const files = writeDays(folder, events, days);
  const daily = await withNewStore(folder, async (store) => {
    const seconds: number[] = [];
    for (const { path, lines } of files) {
      const took = await ingest(store, [path]);
      seconds.push(took);
      print(`day ${seconds.length}: ${lines} events, ${took.toFixed(2)} s`);
    }
    return seconds;
  });
  const whole = await withNewStore(folder, (store) =>
    ingest(
      store,
      files.map(({ path }) => path),
    ),
  );
  const last = files.at(-1) as DayFile;
  const alone = await withNewStore(folder, (store) =>
    ingest(store, [last.path]),
  );

  const costs = daily.map((took, day) => took / (files[day]?.lines ?? 1));
  const sum = daily.reduce((total, took) => total + took, 0);
  const warm = median(costs.slice(1, 4));
  print(
    `an event of the last three days against one of days 2 to 4: ${(median(costs.slice(-3)) / warm).toFixed(2)}`,
  );
  print(
    `all days ${sum.toFixed(2)} s, one run over everything ${whole.toFixed(2)} s: ${(sum / whole).toFixed(2)}`,
  );
  print(
    `the last day on top of the others ${daily.at(-1)?.toFixed(2)} s, into an empty database ${alone.toFixed(2)} s: ${((daily.at(-1) ?? 0) / alone).toFixed(2)}`,
  );
}

/** Writes the season's days, each into a file of its own. */
function writeDays(folder: string, events: string, days: string): DayFile[] {
  const options = readGeneratorOptions(
    ["--events", events, "--days", days],
    Date.now() / 1000,
  );
  const files = new Map<number, DayFile & { file: number; text: string[] }>();
  const flush = (day: { file: number; text: string[] }) => {
    writeSync(day.file, day.text.join(""));
    day.text = [];
  };
  let rest = "";
  for (const chunk of generateSeason(options)) {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const time = /"event_timestamp": (\d+)/.exec(line)?.[1];
      const day = dayOf(Number(time));
      let entry = files.get(day);
      if (!entry) {
        const path = join(folder, `${day}.jsonl`);
        entry = { path, lines: 0, file: openSync(path, "w"), text: [] };
        files.set(day, entry);
      }
      entry.lines++;
      entry.text.push(line, "\n");
    }
    for (const entry of files.values()) flush(entry);
  }
  for (const { file } of files.values()) closeSync(file);
  return [...files.values()];
}

/** Lends a new database, which is removed afterwards. */
async function withNewStore<T>(
  folder: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(folder, "data-"));
  try {
    return await withStore(dataDir, work);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The seconds that a run over these files takes. */
async function ingest(store: Store, paths: string[]): Promise<number> {
  const request = { ...parseIngestOptions(paths, {}), now: Date.now() };
  const { signal } = new AbortController();
  const startedAt = performance.now();
  await reportRun(
    store,
    await runIngest(store, request, () => undefined, signal),
  );
  return (performance.now() - startedAt) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
