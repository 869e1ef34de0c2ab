import { open } from "node:fs/promises";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { measureProcess } from "../harness/measure-process.ts";
import { startServer } from "./child-server.ts";
import { copyDatabase, prepareDatabase, touchline } from "./database.ts";
import { startLoad, type LoadOptions, type LoadResult } from "./load.ts";

/** What part of the events is there before the run. */
const PUBLISHED = 0.75;
const LONGEST_SECONDS = 600;

/** The same requests, without and during a run in the same process. */
export interface DuringIngest {
  readonly before: LoadResult;
  readonly during: LoadResult;
  readonly ingestSeconds: number;
}

/** Measures requests while the process that answers them ingests. */
export async function measureDuringIngest(
  path: string,
  folder: string,
  load: Omit<LoadOptions, "origin">,
  log: (line: string) => void,
): Promise<DuringIngest> {
  const [first, rest] = await cut(path, folder);
  const original = await prepareDatabase(first, log, folder);
  const dataDir = copyDatabase(original, join(folder, "changing"));
  const server = await startServer(touchline("serve", dataDir));
  const { origin } = server;
  try {
    const before = await startLoad({ ...load, origin }).result;
    const loading = startLoad({
      ...load,
      origin,
      seconds: LONGEST_SECONDS,
      warmUpSeconds: 0,
      seed: load.seed + 1,
    });
    const { seconds } = await measureProcess(
      touchline("ingest", dataDir, rest),
    );
    loading.stop();
    return { before, during: await loading.result, ingestSeconds: seconds };
  } finally {
    await server.stop();
  }
}
