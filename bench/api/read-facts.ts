import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exportRows } from "./database.ts";

/** What a database has: enough to write requests for it. */
export interface Facts {
  readonly users: readonly string[];
  /** The places of the leaderboard as `after` names them: points_id. */
  readonly places: readonly string[];
  readonly countries: readonly string[];
  /** The days with sessions, as YYYY-MM-DD. */
  readonly days: readonly string[];
}

const COLUMNS = {
  users: "SELECT user_id FROM registration_data",
  places:
    "SELECT concat(toString(sum(total_points_home + total_points_away)), '_', toString(user_id)) FROM match_data GROUP BY user_id",
  countries: "SELECT DISTINCT country FROM registration_data ORDER BY country",
  days: "SELECT DISTINCT date FROM session_data ORDER BY date",
};

/** Reads the facts from the views for analysts. */
export function readFacts(dataDir: string, folder: string): Facts {
  const read = (column: keyof typeof COLUMNS): string[] => {
    const path = join(folder, column);
    exportRows(dataDir, COLUMNS[column], "TSV", path);
    return readFileSync(path, "utf8").trimEnd().split("\n");
  };
  return {
    users: read("users"),
    places: read("places"),
    countries: read("countries"),
    days: read("days"),
  };
}
