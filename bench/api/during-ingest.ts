import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { stopEngine } from "../../clickhouse/place.ts";
import { Random } from "../../generate/random.ts";
import { draw } from "../harness/draw.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { embeddedIn } from "../harness/with-store.ts";
import { startServer } from "../harness/child-server.ts";
import { touchline } from "../harness/touchline-command.ts";
import { exportRows } from "./database.ts";
import {
  startLoad,
  type LoadOptions,
  type LoadResult,
} from "./load/start-load.ts";

const REGISTERED =
  "SELECT concat('/api/user-stats?user_id=', toString(user_id)) FROM registration_data";
const CONNECTIONS = 64;
/** The requests in parts: one to warm up, one before the run, the rest during it. */
const PARTS = 4;
/** What part of the events is there before the run. */
const PUBLISHED = 0.75;
const LONGEST_LINE = 2 ** 16;
/** Longer than any run. */
const LONG_SECONDS = 3600;

/** The same kind of requests, without and during a run. */
export interface DuringIngest {
  readonly before: LoadResult;
  readonly during: LoadResult;
  readonly ingestSeconds: number;
}

/**
 * Measures user-stats without a date, of each player once, without a run and
 * while one is under way on the same machine.
 */
export async function measureDuringIngest(
  path: string,
  folder: string,
  options: Pick<LoadOptions, "seconds" | "warmUpSeconds" | "seed">,
): Promise<DuringIngest> {
  const [first, rest] = await cut(path, folder);
  const dataDir = join(folder, "growing");
  await measureProcess(touchline("ingest", dataDir, first));
  const list = join(folder, "requests");
  exportRows(dataDir, REGISTERED, "TSV", list);
  const all = readFileSync(list, "utf8").trimEnd().split("\n");
  const paths = draw(all, all.length, new Random(options.seed, 14));
  const part = Math.floor(paths.length / PARTS);
  const server = await startServer(touchline("serve", dataDir));
  const load = {
    ...options,
    origin: server.origin,
    draw: "once" as const,
    connections: CONNECTIONS,
  };
  try {
    const before = await startLoad({
      ...load,
      warmUp: paths.slice(0, part),
      paths: paths.slice(part, 2 * part),
    }).result;
    const loading = startLoad({
      ...load,
      warmUp: [],
      warmUpSeconds: 0,
      paths: paths.slice(2 * part),
      seconds: LONG_SECONDS,
    });
    const run = await measureProcess(touchline("ingest", dataDir, rest));
    loading.stop();
    const during = await loading.result;
    return { before, during, ingestSeconds: run.seconds };
  } finally {
    await server.stop();
    await stopEngine(embeddedIn(dataDir));
  }
}

/** Writes the beginning and the rest of a file of lines, each as a file. */
async function cut(path: string, folder: string): Promise<[string, string]> {
  const file = await open(path);
  let place: number;
  try {
    const { size } = await file.stat();
    const about = Math.floor(size * PUBLISHED);
    const buffer = Buffer.alloc(LONGEST_LINE);
    await file.read(buffer, 0, LONGEST_LINE, about);
    place = about + buffer.indexOf("\n") + 1;
  } finally {
    await file.close();
  }
  const first = join(folder, "first.jsonl");
  const rest = join(folder, "rest.jsonl");
  await pipeline(
    createReadStream(path, { end: place - 1 }),
    createWriteStream(first),
  );
  await pipeline(
    createReadStream(path, { start: place }),
    createWriteStream(rest),
  );
  return [first, rest];
}
