import { join } from "node:path";
import { stopEngine } from "../../clickhouse/place.ts";
import { startServer, type ChildServer } from "../harness/child-server.ts";
import type {
  AddedFile,
  Contender,
  FedOutcome,
  Findings,
} from "../harness/contender.ts";
import {
  addUsage,
  appendUsage,
  NO_USAGE,
  readEngineUsage,
  readProcessUsage,
  usageSince,
} from "../harness/engine-usage.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { touchline } from "../harness/touchline-command.ts";
import { embeddedIn, withStore } from "../harness/with-store.ts";
import type { Input } from "./peers.ts";
import { readSums } from "./sums.ts";

const SUMS = `SELECT
  (SELECT count() FROM registration_data) AS registrations,
  (SELECT sum(session_count) FROM session_data) AS sessions,
  (SELECT sum(time_spent_in_game) FROM session_data) AS time_spent_in_game,
  (SELECT count() FROM session_data) AS session_data_rows,
  (SELECT count() FROM matches) AS matches,
  (SELECT sum(total_duration) FROM match_data) AS total_duration,
  (SELECT sum(total_points_home) FROM match_data) AS points_home,
  (SELECT sum(total_points_away) FROM match_data) AS points_away
SETTINGS output_format_json_quote_64bit_integers = 0`;

/** One ingest command over all files, into a new database. */
export function createTouchline(
  { paths, events }: Input,
  name = "touchline",
  label = "Touchline",
): Contender<FedOutcome> {
  const run = (folder: string) => ingestEach([paths], folder, openNothing);
  return { name, label, events, run };
}

/** An ingest command for each file; each starts the engine. */
export function createFedTouchline({
  paths,
  events,
}: Input): Contender<FedOutcome> {
  return {
    name: "touchline-commands",
    label: "Touchline",
    events,
    run: (folder) => ingestEach(paths.map(one), folder, openNothing),
  };
}

/** An ingest command for each file, while `serve` keeps the engine running. */
export function createServedTouchline({
  paths,
  events,
}: Input): Contender<FedOutcome> {
  return {
    name: "touchline-served",
    label: "Touchline with serve",
    events,
    run: (folder) => ingestEach(paths.map(one), folder, openServer),
  };
}

const one = (path: string): string[] => [path];

const openNothing = (): Promise<undefined> => Promise.resolve(undefined);

async function openServer(dataDir: string): Promise<ChildServer> {
  // It serves no database that does not exist.
  await withStore(dataDir, () => Promise.resolve());
  return startServer(touchline("serve", dataDir));
}

/**
 * Runs the ingest command over one list of files after another, and sums up
 * what each has published. Without a server, each begins without an engine.
 */
async function ingestEach(
  lists: readonly (readonly string[])[],
  folder: string,
  open: (dataDir: string) => Promise<ChildServer | undefined>,
): Promise<FedOutcome> {
  const dataDir = join(folder, "data");
  const files: AddedFile[] = [];
  let used = NO_USAGE;
  const server = await open(dataDir);
  const others = () =>
    addUsage(
      readEngineUsage(dataDir),
      server ? readProcessUsage(server.pid) : NO_USAGE,
    );
  try {
    for (const paths of lists) {
      const before = server ? others() : NO_USAGE;
      const command = touchline("ingest", dataDir, ...paths);
      const { seconds, ...usage } = await measureProcess(command);
      const all = addUsage(usage, usageSince(before, others()));
      used = appendUsage(used, all);
      files.push({ seconds, sums: await sumUp(dataDir) });
      if (!server) await stopEngine(embeddedIn(dataDir));
    }
  } finally {
    await server?.stop();
    await stopEngine(embeddedIn(dataDir));
  }
  const seconds = files.reduce((sum, file) => sum + file.seconds, 0);
  const { sums } = files.at(-1) as AddedFile;
  return { seconds, ...used, files, findings: sums };
}

async function sumUp(dataDir: string): Promise<Findings> {
  const query = touchline("sql", dataDir, "--format", "JSONEachRow", SUMS);
  return readSums((await measureProcess(query)).stdout);
}
