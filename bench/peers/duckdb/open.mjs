import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { readStatements } from "../read-statements.mjs";

/** DuckDB inside this process, on all cores, its database in `folder`. */
export async function openDuckDb(timezones, folder) {
  const instance = await DuckDBInstance.create(join(folder, "events.duckdb"));
  const connection = await instance.connect();
  await connection.run("SET VARIABLE timezones = $1", [timezones]);

  const run = async (file) => {
    let result;
    for (const sql of readStatements(join(import.meta.dirname, file)))
      result = await connection.runAndReadAll(sql);
    return result;
  };
  await run("rules.sql");
  return {
    /** Runs a .sql file of this folder. */
    run,

    /** Adds a file with one of the .sql files. */
    async addFile(events, script) {
      await connection.run("SET VARIABLE events = $1", [events]);
      await run(script);
    },

    async readSums() {
      const [sums] = (await run("sums.sql")).getRowObjectsJson();
      return Object.fromEntries(
        Object.entries(sums).map(([name, sum]) => [name, Number(sum)]),
      );
    },

    /** Writes what is still only in the log to the database file. */
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
