import { parseArgs } from "node:util";
import { readConfig } from "../common/config.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainArguments } from "../common/explain-arguments.ts";
import { runCommand } from "../common/run-command.ts";
import { explainWait, readWaitSeconds } from "../common/wait-seconds.ts";
import { UNOBSERVED } from "../ingest/progress.ts";
import { runOperation } from "../owner/run-operation.ts";

const USAGE = `Usage: npm run sql -- [options] "SELECT …"

Runs one statement in the database and prints its result. Reading is all it may
do, unless told otherwise; signed and summed tables read as merged.

  --format NAME   a ClickHouse format, such as CSVWithNames or JSONEachRow
                  (default: PrettyCompact)
  --write         let the statement change the database
  --wait SECONDS  with --write: wait so long for a run to end (default: 0)
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
  const waitSeconds = readWaitSeconds(values.wait);
  if (waitSeconds === undefined) throw usage(explainWait(values.wait));
  const format = values.format ?? "PrettyCompactMonoBlock";
  const write = values.write ?? false;

  const request = { sql, format, write };
  await runOperation(readConfig(), "sql", request, {
    title: "sql",
    observer: UNOBSERVED,
    // A statement is not given up halfway: Ctrl-C ends the process.
    signal: new AbortController().signal,
    waitSeconds,
    show: () => undefined,
  });
});

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: "string" },
        write: { type: "boolean" },
        wait: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usage(explainArguments(error));
  }
}

function usage(what: string): TouchlineError {
  return new TouchlineError(
    "bad_usage",
    `${what} (npm run sql -- --help lists the options)`,
  );
}
