import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { planAsks, type PlannedAsk } from "./plan-asks.ts";
import { describeEnvironment } from "../../bench/harness/environment.ts";
import { saveFile } from "../../bench/harness/report.ts";
import { formatTable } from "../../bench/harness/table.ts";
import { readNote } from "../../clickhouse/engine/engine-note.ts";
import { stopEngine } from "../../clickhouse/place.ts";
import { readConfig } from "../../common/settings/config.ts";
import { TouchlineError } from "../../common/errors.ts";
import { runCommand as runMain } from "../../cli/framework/run-command.ts";
import { Random } from "../../generate/random.ts";
import { runCommand } from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";
import { readMetrics, sumOf } from "../support/read-metrics.ts";
import { startApi, type ApiProcess } from "../support/start-api.ts";
import { judgeGrowth, type Growth } from "./judge-growth.ts";
import { Latencies } from "./latencies.ts";
import { sampleProcesses, type Sample } from "./sample-process.ts";

const DEFAULT_SECONDS = 3600;

/** A result of less is not worth keeping. */
const WORTH_SECONDS = 600;

const EVENTS = "200000";

/** How many parts the events come in: the first is half of them. */
const MOST_INGESTS = 60;

const CLIENTS = 4;

/** Leaves the machine room for the runs beside the requests. */
const PAUSE_MILLISECONDS = 5;

/** The share of requests that repeat an earlier one. */
const SHARE_OF_REPEATED = 0.3;

const ROUNDS = 100;

/** Beside the endpoints. */
const OTHERS = ["/", "/docs", "/healthz/ready", "/metrics"];

/** The results of a soak. */
interface Outcome extends Growth {
  readonly seconds: number;
  readonly requests: number;
  readonly runs: number;
  readonly lines: number;
  /** Milliseconds. */
  readonly latency: {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
  /** The first of each kind, with its count. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * Serves a season for SOAK_SECONDS while it is asked for all endpoints and
 * takes the rest of the season in runs. Exits with 1 where a request or a run
 * fails, a line is lost, or memory, files or threads of the API and the engine
 * grow beyond their bound.
 */
async function main(): Promise<void> {
  const seconds = readSeconds(process.env["SOAK_SECONDS"]);
  const outcome = await withFolder((folder) => soak(folder, seconds));
  print(describe(outcome));
  if (seconds >= WORTH_SECONDS) {
    const result = { part: "soak", ...describeEnvironment(), ...outcome };
    saveFile("soak.json", `${JSON.stringify(result, null, 2)}\n`);
  }
  const complaints = [...outcome.complaints, ...Object.keys(outcome.errors)];
  for (const complaint of complaints) print(`FAILED: ${complaint}`);
  if (complaints.length > 0) process.exitCode = 1;
}

async function soak(folder: string, seconds: number): Promise<Outcome> {
  const api = await startApi({ DATA_DIR: join(folder, "database") });
  try {
    return await soakApi(api, folder, seconds);
  } finally {
    // It has ended by now, unless something went wrong here.
    api.process.kill("SIGKILL");
    await api.outcome;
    await stopEngine(readConfig({ DATA_DIR: join(folder, "database") }));
  }
}

async function soakApi(
  api: ApiProcess,
  folder: string,
  seconds: number,
): Promise<Outcome> {
  const parts = await makeParts(folder, Math.min(MOST_INGESTS, seconds / 10));
  const dataDir = join(folder, "database");
  const env = { DATA_DIR: dataDir };
  const ingest = async (file: string) => {
    const { status, stderr } = await runCommand(["ingest", file], { env });
    if (status !== 0) note(`ingest: ${stderr.trim()}`);
  };
  const errors: Record<string, number> = {};
  const note = (error: string) => (errors[error] = (errors[error] ?? 0) + 1);
  const latencies = new Latencies();
  const samples: Sample[] = [];

  await ingest(parts.files[0] as string);
  const asks = await planAsks(api.url);
  const since = performance.now();
  const passed = () => (performance.now() - since) / 1000;
  const goesOn = () => passed() < seconds && api.process.exitCode === null;

  const client = async (number: number): Promise<void> => {
    const nextPath = choosePaths(asks, new Random(number, 9));
    while (goesOn()) {
      const path = nextPath();
      const begun = performance.now();
      try {
        const { status } = await get(`${api.url}${path}`);
        if (status !== 200) note(`${status} to ${path.split("?")[0]}`);
      } catch (error) {
        note(`no answer to ${path.split("?")[0]}: ${String(error)}`);
      }
      latencies.add(performance.now() - begun);
      await sleep(PAUSE_MILLISECONDS);
    }
  };
  const ingestAll = async (): Promise<void> => {
    const [, ...later] = parts.files;
    for (const [index, file] of later.entries()) {
      const due = (seconds * (index + 0.5)) / later.length;
      while (goesOn() && passed() < due) await sleep(100);
      await ingest(file);
    }
  };
  const { pid = 0 } = api.process;
  const engine = readNote(dataDir)?.pid ?? 0;
  const look = async (): Promise<void> => {
    while (goesOn()) {
      samples.push(sampleProcesses([pid, engine], passed()));
      await sleep(1000);
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, at) => client(at));
  await Promise.all([...clients, ingestAll(), look()]);

  const metrics = readMetrics((await get(`${api.url}/metrics`)).text);
  const lines = sumOf(metrics, "touchline_ingest_lines_total");
  if (lines !== parts.lines) note(`${lines} of ${parts.lines} lines counted`);
  const { status, stderr } = await api.stop();
  if (status !== 0 || stderr !== "") note(`serve: ${status}, ${stderr}`);
  const verified = await runCommand(["verify"], { env });
  if (verified.status !== 0) note(`verify: ${verified.stdout}`);
  return {
    seconds,
    requests: latencies.count,
    runs: parts.files.length,
    lines,
    latency: {
      p50: latencies.quantile(0.5),
      p99: latencies.quantile(0.99),
      max: latencies.max,
    },
    ...judgeGrowth(samples),
    errors,
  };
}

/** Writes a season as files, the first with half of it. */
async function makeParts(folder: string, count: number) {
  const season = join(folder, "season.jsonl");
  const { status, stderr } = await runCommand([
    "generate",
    "--events",
    EVENTS,
    "--dirt",
    "0.01",
    "--out",
    season,
  ]);
  if (status !== 0) throw new Error(stderr);
  const lines = readFileSync(season, "utf8").trimEnd().split("\n");
  const first = Math.floor(lines.length / 2);
  const size = Math.ceil(
    (lines.length - first) / Math.max(1, Math.floor(count)),
  );
  const files: string[] = [];
  for (let from = 0; from < lines.length;) {
    const to = from === 0 ? first : from + size;
    const file = join(folder, `part-${files.length}.jsonl`);
    writeFileSync(file, `${lines.slice(from, to).join("\n")}\n`);
    files.push(file);
    from = to;
  }
  return { files, lines: lines.length };
}

/** Draws a request: some again and again, most once. */
function choosePaths(
  asks: readonly PlannedAsk[],
  random: Random,
): () => string {
  const below = (count: number) => Math.floor(random.share() * count);
  return () => {
    const at = below(asks.length + OTHERS.length);
    const other = OTHERS[at - asks.length];
    if (other !== undefined) return other;
    const [, pathOf] = asks[at] as PlannedAsk;
    const repeated = random.share() < SHARE_OF_REPEATED;
    return pathOf(repeated ? 0 : below(ROUNDS));
  };
}

async function get(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

function describe({
  start,
  middle,
  end,
  latency,
  ...outcome
}: Outcome): string {
  const row = (name: string, ...values: (number | string)[]) => [
    name,
    ...values.map((value) => value.toLocaleString("en")),
  ];
  const moments = [start, middle, end];
  const errors = Object.values(outcome.errors).reduce((sum, n) => sum + n, 0);
  const milliseconds = [latency.p50, latency.p99, latency.max];
  return [
    `${outcome.seconds} s: ${outcome.requests.toLocaleString("en")} requests, ${outcome.runs} runs of ${outcome.lines.toLocaleString("en")} lines, ${errors} errors`,
    formatTable([
      row("milliseconds", "median", "99 %", "longest"),
      row("", ...milliseconds.map((value) => value.toFixed(1))),
    ]),
    formatTable([
      row("", "start", "middle", "end"),
      row(
        "memory, MiB",
        ...moments.map((moment) => Math.round(moment.residentBytes / 2 ** 20)),
      ),
      row("files", ...moments.map((moment) => moment.files)),
      row("threads", ...moments.map((moment) => moment.threads)),
    ]),
  ].join("\n");
}

function readSeconds(text: string | undefined): number {
  if (text === undefined || text === "") return DEFAULT_SECONDS;
  if (/^\d{1,6}$/.test(text) && Number(text) >= 20) return Number(text);
  throw new TouchlineError(
    "bad_usage",
    `SOAK_SECONDS=${text} is not a whole number from 20 on`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runMain(main);
