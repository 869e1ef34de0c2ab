import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopEngine } from "../../clickhouse/place.ts";
import { packageRoot } from "../../common/package-root.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { log, print } from "../harness/print.ts";
import { describeEnvironment } from "../harness/environment.ts";
import { saveFile } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import { spreadOf } from "../harness/stats.ts";
import { formatTable } from "../harness/table.ts";
import { embeddedIn } from "../harness/with-store.ts";
import type { BenchOptions } from "../options.ts";
import type { Mark } from "../stages/staged-ingest.ts";
import { STAGES, type Stage } from "../stages/stages.ts";

const STAGED_INGEST = join(packageRoot, "dist/bench/stages/staged-ingest.js");

type StageSeconds = Readonly<Record<Stage, number>>;

/** Where the time of a whole run goes, from process start to exit. */
export async function benchStages(options: BenchOptions): Promise<void> {
  const { events, runs, seed } = options;
  const { path, season } = await prepareSeason(events, seed, log);
  const rounds: StageSeconds[] = [];
  for (let round = 1; round <= runs; round++) {
    rounds.push(await measureStages(path));
    log(`round ${round} of ${runs}`);
  }
  const whole = spreadOf(rounds.map(sumOf)).median;
  const rows = STAGES.map((stage) => {
    const { median, min, max } = spreadOf(rounds.map((round) => round[stage]));
    return [
      stage,
      ...[median, min, max].map((seconds) => `${seconds.toFixed(2)} s`),
      `${((100 * median) / whole).toFixed(0)} %`,
    ];
  });
  print(
    `\nstages: ${events.toLocaleString("en")} events, a whole process of ${whole.toFixed(2)} s, median of ${runs} runs`,
  );
  print(formatTable([["", "median", "min", "max", "of the whole"], ...rows]));
  if (!options.save) return;
  const content = { part: "stages", ...describeEnvironment(), season, rounds };
  saveFile("stages.json", `${JSON.stringify(content, null, 2)}\n`);
}

async function measureStages(path: string): Promise<StageSeconds> {
  const folder = mkdtempSync(join(tmpdir(), "touchline-stages-"));
  const dataDir = join(folder, "data");
  try {
    const startedAt = Date.now();
    const { stdout, seconds } = await measureProcess({
      file: process.execPath,
      args: [STAGED_INGEST, path],
      env: {
        DATA_DIR: dataDir,
        CLICKHOUSE_URL: "",
        CLICKHOUSE_DATABASE: "",
      },
    });
    const end = startedAt + 1000 * seconds;
    return addUp(JSON.parse(stdout) as Mark[], startedAt, end);
  } finally {
    await stopEngine(embeddedIn(dataDir));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of each stage; what comes after the last mark is closing. */
function addUp(
  marks: readonly Mark[],
  start: number,
  end: number,
): StageSeconds {
  const sums = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<
    Stage,
    number
  >;
  let before = start;
  for (const { stage, until } of [
    ...marks,
    { stage: "close", until: end },
  ] as Mark[]) {
    sums[stage] += (until - before) / 1000;
    before = until;
  }
  return sums;
}

function sumOf(stages: StageSeconds): number {
  return STAGES.reduce((sum, stage) => sum + stages[stage], 0);
}
