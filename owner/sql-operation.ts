import { checkTypedStatement } from "../clickhouse/typed-statement.ts";
import type { ConsoleOptions, ReadStore } from "../clickhouse/store.ts";
import { TouchlineError } from "../common/errors.ts";
import type { Operation } from "./operation.ts";

/** A statement that a person typed, and how its result is to look. */
export interface SqlRequest extends ConsoleOptions {
  readonly sql: string;
}

/** Larger results go out in pieces of this size. */
const PIECE_BYTES = 256 * 1024;

/** One statement; its result goes to the command's standard output. */
export const sqlOperation: Operation<SqlRequest, null> = {
  writes: ({ write }) => write,
  async run(store, { sql, format, write }, { output, signal }) {
    checkTypedStatement(sql, write);
    if (!(await isFormat(store, format)))
      throw new TouchlineError(
        "bad_usage",
        `--format ${format} is no output format of ClickHouse (npx touchline sql --help lists the options)`,
      );
    try {
      const bytes = await store.console(sql, { format, write }, signal);
      for (let at = 0; at < bytes.length; at += PIECE_BYTES)
        await output(bytes.subarray(at, at + PIECE_BYTES));
      return null;
    } catch (error) {
      throw explain(error);
    }
  },
};

async function isFormat(store: ReadStore, name: string): Promise<boolean> {
  const found = await store.query({
    name: "is-format",
    sql: "SELECT 1 FROM system.formats WHERE is_output AND lower(name) = lower({name:String})",
    parameters: { name },
  });
  return found.length > 0;
}

/** Says of the engine's refusals what a person can do about them. */
function explain(error: unknown): unknown {
  if (!(error instanceof TouchlineError)) return error;
  const { kind, message } = error;
  const said = message.endsWith("(READONLY)")
    ? "the statement does more than read: add --write to let it"
    : // What follows is a list of nearly all words that SQL has.
      message.replace(/ Expected one of: .*$/, "");
  return new TouchlineError(kind, said, { cause: error });
}
