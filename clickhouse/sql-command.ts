import { parseArgs } from "node:util";
import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { openStore } from "./open-store.ts";

const USAGE = `Usage: npm run sql -- [options] "SELECT …"

Runs one statement in the database and prints its result. Reading is all it may
do, unless told otherwise; signed and summed tables read as merged.

  --format NAME   a ClickHouse format, such as CSVWithNames or JSONEachRow
                  (default: PrettyCompact)
  --write         let the statement change the database
  --help          print this

Examples:
  npm run sql -- "SELECT date, sum(session_count) FROM session_data GROUP BY date ORDER BY date"
  npm run sql -- "SHOW TABLES"`;

await runCommand(async () => {
  const { values, positionals } = parse(process.argv.slice(2));
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const [sql, ...others] = positionals;
  if (sql === undefined || sql.trim() === "" || others.length > 0)
    throw usage('give one statement, in quotes, such as "SHOW TABLES"');
  const format = values.format ?? "PrettyCompactMonoBlock";
  if (!/^\w+$/.test(format)) throw usage(`--format ${format} is no format`);

  const store = await openStore(readConfig());
  try {
    const write = values.write ?? false;
    process.stdout.write(await store.console(sql, { format, write }));
  } finally {
    await store.close();
  }
});

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: "string" },
        write: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usage(messageOf(error).split(". ")[0] ?? "");
  }
}

function usage(what: string): TouchlineError {
  return new TouchlineError(
    "bad_usage",
    `${what} (npm run sql -- --help lists the options)`,
  );
}
