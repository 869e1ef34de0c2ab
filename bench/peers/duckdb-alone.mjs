import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { readStatements } from "./read-statements.mjs";

// node duckdb-alone.mjs EVENTS TIMEZONES FOLDER: the job in DuckDB's SQL
// alone, on all cores. Prints the sums.

const [events, timezones, folder] = process.argv.slice(2);
const instance = await DuckDBInstance.create(join(folder, "events.duckdb"));
const connection = await instance.connect();
await connection.run("SET VARIABLE events = $1", [events]);
await connection.run("SET VARIABLE timezones = $1", [timezones]);

let result;
for (const statement of readStatements("duckdb-alone.sql"))
  result = await connection.runAndReadAll(statement);
const [sums] = result.getRowObjectsJson();
for (const name of Object.keys(sums)) sums[name] = Number(sums[name]);
process.stdout.write(`${JSON.stringify(sums)}\n`);

// Closing writes what is still only in the log to the database file.
connection.closeSync();
instance.closeSync();
