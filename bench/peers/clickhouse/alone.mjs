import { availableParallelism } from "node:os";
import { feedFiles } from "../feed-files.mjs";
import { openClickHouse } from "./open.mjs";

// node alone.mjs TIMEZONES FOLDER EVENTS…: the job in ClickHouse's SQL alone.
// It adds the events of each file, and computes everything else anew.

const [timezones, folder, ...files] = process.argv.slice(2);
const database = openClickHouse(folder);
database.set({ timezones, threads: availableParallelism() });
database.run("tables.sql");
await feedFiles(
  files,
  (events, number) => {
    database.set({ events, number });
    database.run("load.sql");
    database.derive();
  },
  database.readSums,
);
database.close();
