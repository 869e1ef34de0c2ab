import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import type { Contender, Outcome } from "../harness/contender.ts";
import { measureProcess } from "../harness/measure-process.ts";
import type { SeasonFile } from "../harness/season-file.ts";
import { readSums } from "./sums.ts";

const MAIN = join(packageRoot, "dist/cli/touchline.cjs");

const SUMS = `SELECT
  (SELECT sum(sign) FROM registration_data) AS registrations,
  (SELECT sum(session_count) FROM session_data) AS sessions,
  (SELECT sum(time_spent_in_game) FROM session_data) AS time_spent_in_game,
  (SELECT count() FROM session_data) AS session_data_rows,
  (SELECT sum(sign) FROM matches) AS matches,
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
  return {
    name,
    label,
    events,
    run: (folder) => ingest(path, folder, { CLICKHOUSE_URL: "" }),
  };
}

/** Runs the ingest command, and sums up what it has published. */
export async function ingest(
  path: string,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const env = {
    DATA_DIR: join(folder, "data"),
    CLICKHOUSE_DATABASE: "",
    ...settings,
  };
  const node = (...args: string[]) =>
    measureProcess({ file: process.execPath, args, env });
  const measured = await node(MAIN, "ingest", path);
  const query = await node(MAIN, "sql", "--format", "JSONEachRow", SUMS);
  return { ...measured, findings: readSums(query.stdout) };
}
