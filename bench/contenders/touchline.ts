import { join } from "node:path";
import { stopEngine } from "../../clickhouse/place.ts";
import { packageRoot } from "../../common/package-root.ts";
import type { Contender, Outcome } from "../harness/contender.ts";
import { addUsage, readEngineUsage } from "../harness/engine-usage.ts";
import { measureProcess } from "../harness/measure-process.ts";
import type { SeasonFile } from "../harness/season-file.ts";
import { embeddedIn } from "../harness/with-store.ts";
import { readSums } from "./sums.ts";

const MAIN = join(packageRoot, "dist/cli/touchline.cjs");

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

/** Touchline's ingest command over a file, into a new database. */
export function createTouchline(
  { path, season: { events } }: SeasonFile,
  name = "touchline",
  label = "Touchline",
): Contender {
  return { name, label, events, run: (folder) => ingest(path, folder) };
}

/** Runs the ingest command, and sums up what it has published. */
async function ingest(path: string, folder: string): Promise<Outcome> {
  const dataDir = join(folder, "data");
  const env = {
    DATA_DIR: dataDir,
    CLICKHOUSE_URL: "",
    CLICKHOUSE_DATABASE: "",
  };
  const node = (...args: string[]) =>
    measureProcess({ file: process.execPath, args, env });
  try {
    const { seconds, ...usage } = await node(MAIN, "ingest", path);
    const whole = addUsage(usage, readEngineUsage(dataDir));
    const query = await node(MAIN, "sql", "--format", "JSONEachRow", SUMS);
    return { seconds, ...whole, findings: readSums(query.stdout) };
  } finally {
    await stopEngine(embeddedIn(dataDir));
  }
}
