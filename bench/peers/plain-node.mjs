import { createReadStream, readFileSync } from "node:fs";
import { createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import { parser } from "stream-json/jsonl/parser.js";
import { openClickHouse } from "./clickhouse/open.mjs";
import { feedFiles } from "./feed-files.mjs";
import { createValidator } from "./validate-event.mjs";

// node plain-node.mjs TIMEZONES FOLDER EVENTS: one thread reads, parses,
// validates and inserts in batches; the rules over several events are the
// same SQL as ClickHouse alone has.

const BATCH_ROWS = 20_000;

const [timezones, folder, events] = process.argv.slice(2);
const countries = readFileSync(timezones, "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => JSON.parse(line).country);
const validate = createValidator(new Set(countries), Date.now() / 1000);

const database = openClickHouse(folder);
database.set({ timezones });
database.run("tables.sql");
const connection = createChdbConnection({ path: database.path });
const client = createClient({ connection });

await feedFiles(
  [events],
  async () => {
    await insertEvents();
    database.derive();
  },
  database.readSums,
);
await client.close();
database.close();

async function insertEvents() {
  let batch = [];
  const flush = async () => {
    await client.insert({
      table: "events",
      values: batch,
      format: "JSONEachRow",
    });
    batch = [];
  };
  const lines = createReadStream(events).pipe(
    parser.asStream({ ignoreErrors: true }),
  );
  for await (const { key, value } of lines) {
    const row = validate(value);
    if (!row) continue;
    row.position = key;
    batch.push(row);
    if (batch.length === BATCH_ROWS) await flush();
  }
  if (batch.length > 0) await flush();
}
