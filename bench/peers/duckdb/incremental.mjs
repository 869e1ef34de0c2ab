import { feedFiles } from "../feed-files.mjs";
import { openDuckDb } from "./open.mjs";

// node incremental.mjs TIMEZONES FOLDER EVENTS…: the job in DuckDB's SQL alone,
// as a job by hand: each file recomputes only the players and matches in it.

const [timezones, folder, ...files] = process.argv.slice(2);
const database = await openDuckDb(timezones, folder);
await database.run("incremental-tables.sql");
await feedFiles(
  files,
  (events) => database.addFile(events, "incremental.sql"),
  database.readSums,
);
database.close();
