import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Session } from "chdb";

// node clickhouse-alone.mjs EVENTS TIMEZONES FOLDER: clickhouse-alone.sql on
// ClickHouse inside this process. The last line printed is the sums.

const [events, timezones, folder] = process.argv.slice(2);
const session = new Session(join(folder, "clickhouse"));
const values = { events, timezones, threads: availableParallelism() };
const dbg = process.env.DBG;
for (const [name, value] of Object.entries(values))
  session.query(`SET param_${name} = '${value}'`);

const script = readFileSync(join(import.meta.dirname, "clickhouse-alone.sql"));
let sums = "";
for (const statement of script.toString().split(/;\n/)) {
  if (statement.trim() === "") continue;
  const t0=performance.now(), c=process.cpuUsage();
  sums = session.query(statement);
  if (dbg) {const d=process.cpuUsage(c); console.log((performance.now()-t0).toFixed(0), (d.user+d.system)/1e3|0, statement.trim().split("\n").filter(x=>!x.startsWith("--"))[0]);}
}
session.close();
process.stdout.write(sums);
