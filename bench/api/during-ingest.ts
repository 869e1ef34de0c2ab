import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { stopEngine } from "../../clickhouse/place.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { embeddedIn } from "../harness/with-store.ts";
import { startServer } from "./child-server.ts";
import { exportRows, touchline } from "./database.ts";
import { startLoad, type LoadOptions, type LoadResult } from "./load.ts";

const REGISTERED = "SELECT DISTINCT user_id FROM registration_data";
/** What part of the events is there before the run. */
const PUBLISHED = 0.75;
const LONGEST_LINE = 2 ** 16;
/** Longer than any run. */
const LONG_SECONDS = 3600;

/** The same requests, without and during a run. */
export interface DuringIngest {
  readonly before: LoadResult;
  readonly during: LoadResult;
  readonly ingestSeconds: number;
}

/** Measures requests while a run is under way on the same machine. */
export async function measureDuringIngest(
  path: string,
  folder: string,
  options: Omit<LoadOptions, "origin" | "users">,
): Promise<DuringIngest> {
  const [first, rest] = await cut(path, folder);
  const dataDir = join(folder, "growing");
  await measureProcess(touchline("ingest", dataDir, first));
  const users = join(folder, "users-before");
  exportRows(dataDir, REGISTERED, "TSV", users);
  const server = await startServer(touchline("serve", dataDir));
  const load = { ...options, origin: server.origin, users };
  try {
    const before = await startLoad(load).result;
    const loading = startLoad({
      ...load,
      seconds: LONG_SECONDS,
      warmUpSeconds: 0,
      seed: load.seed + 1,
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
