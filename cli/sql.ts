import {
  runTypedStatement,
  type TypedStatement,
} from "../clickhouse/connection/console.ts";
import type { Endpoint } from "../clickhouse/connection/endpoint.ts";
import { withPlace } from "../clickhouse/place.ts";
import { withReader } from "../runs/make-readable.ts";
import type { Command } from "./framework/command.ts";
import { readConfig } from "../common/settings/config.ts";
import { complainOf, parseArguments } from "./framework/parse-arguments.ts";
import { readWaitSeconds } from "./framework/read-values.ts";
import {
  isClosedPipe,
  outputFailed,
  type Output,
} from "../common/watch-output.ts";
import { runWithProgress } from "./framework/run-with-progress.ts";

const CALL = "npx touchline sql";

const USAGE = `Usage: ${CALL} [options] "SELECT …"

Runs one statement in the database and prints its result. Without --write it may
only read. docs/data-model.md describes the tables.

  --format NAME   a ClickHouse format, such as CSVWithNames or JSONEachRow
                  (default: PrettyCompactMonoBlock)
  --write         let the statement change the database
  --wait SECONDS  with --write: how long to wait for a run to end (default: 0)
  --help          print this

Examples:
  ${CALL} "SHOW TABLES"
  ${CALL} "SELECT date, sum(session_count) FROM session_data GROUP BY date ORDER BY date"
  ${CALL} --format CSVWithNames "SELECT * FROM registration_data" > users.csv`;

const LINE = {
  call: CALL,
  summary: "run one statement in the database",
  usage: USAGE,
  options: {
    format: { type: "string" },
    write: { type: "boolean" },
    wait: { type: "string" },
  },
  positionals: true,
} as const;

/** Runs one statement; its result is streamed to standard output. */
export const sql: Command = {
  ...LINE,
  async run(args, context) {
    const { values, positionals } = parseArguments(LINE, args);
    const complain = complainOf(CALL);
    const [statement, ...others] = positionals;
    if (!statement?.trim() || others.length > 0)
      throw complain('give one statement, in quotes, such as "SHOW TABLES"');
    const waitSeconds = readWaitSeconds(values.wait, complain);
    const typed: TypedStatement = {
      sql: statement,
      format: values.format ?? "PrettyCompactMonoBlock",
      write: values.write ?? false,
    };
    const config = readConfig(context.env);
    // A statement is not cancelled: Ctrl-C ends the process, and its connection
    // with it, which ends a statement that only reads.
    const { signal } = new AbortController();
    const print = (endpoint: Endpoint) =>
      writeAll(context.stdout, runTypedStatement(endpoint, typed, signal));
    if (!typed.write)
      return withReader(
        config,
        (text) => context.stderr.write(`${text}\n`),
        (_reader, { reader }) => print(reader),
      );
    await runWithProgress(context, {
      operation: "sql",
      title: "sql",
      waitSeconds,
      whenMissing: "fail",
      work: async ({ opened }) => {
        await opened;
        await withPlace(config, ({ admin }) => print(admin));
      },
      show: () => undefined,
    });
  },
};

/**
 * Writes pieces as they arrive, no faster than the output takes them, to the
 * end or until the output's reader has gone.
 * Throws output_failed if they cannot be written.
 */
async function writeAll(
  output: Output,
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  for await (const piece of pieces) {
    const error = await new Promise<Error | null | undefined>((resolve) => {
      output.write(piece, resolve);
    });
    if (!error) continue;
    if (isClosedPipe(error)) return;
    throw outputFailed("stdout", error);
  }
}
