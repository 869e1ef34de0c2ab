import { feedFiles } from "../feed-files.mjs";
import { openDuckDb } from "./open.mjs";

// node alone.mjs TIMEZONES FOLDER EVENTS…: the job in DuckDB's SQL alone. It
// adds the events of each file, and computes everything else anew.

const [timezones, folder, ...files] = process.argv.slice(2);
const database = await openDuckDb(timezones, folder);
await feedFiles(
  files,
  (events) => database.addFile(events, "derive.sql"),
  database.readSums,
);
database.close();
