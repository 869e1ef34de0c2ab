import { availableParallelism } from "node:os";
import { openClickHouse } from "./open-clickhouse.mjs";

// node clickhouse-alone.mjs EVENTS TIMEZONES FOLDER: the job in ClickHouse's
// SQL alone. Prints the sums.

const [events, timezones, folder] = process.argv.slice(2);
const threads = availableParallelism();
const database = openClickHouse(folder, { events, timezones, threads });
database.run("clickhouse-tables.sql");
database.run("clickhouse-load.sql");
process.stdout.write(database.run("clickhouse-derive.sql"));
database.close();
