import { randomUUID } from "node:crypto";
import type { DataFormat } from "@clickhouse/client";
import { TouchlineError } from "../../common/errors.ts";
import { TIMEOUTS, type Endpoint } from "./endpoint.ts";
import { Connection } from "./connection.ts";
import { createWriter } from "./writer.ts";
import { streamResult } from "./stream-result.ts";

/** A statement that a person typed, and how its result is to look. */
export interface TypedStatement {
  readonly sql: string;
  /** A ClickHouse format. */
  readonly format: string;
  readonly write: boolean;
}

const NAME = "console";

/**
 * Runs what a person typed and gives its result piece by piece. What the
 * statement may do is up to the user of the endpoint, who without `write`
 * changes nothing.
 * Throws bad_usage for an unknown format, and cancelled when the signal has
 * ended it.
 */
export async function* runTypedStatement(
  endpoint: Endpoint,
  { sql, format, write }: TypedStatement,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const id = `${NAME}-${randomUUID()}`;
  const connection = new Connection(endpoint, {
    id,
    timeout: TIMEOUTS.write,
    delays: [],
    settings: write ? {} : { readonly: "2" },
  });
  const writer = createWriter(connection);
  const kill = () =>
    void writer
      .command({
        name: "cancel-console",
        sql: "KILL QUERY WHERE startsWith(query_id, {id:String}) ASYNC",
        parameters: { id },
      })
      .catch(() => undefined);
  try {
    const known = await writer.rows({
      name: "is-format",
      sql: "SELECT 1 FROM system.formats WHERE is_output AND lower(name) = lower({format:String})",
      parameters: { format },
    });
    if (known.length === 0)
      throw new TouchlineError(
        "bad_usage",
        `--format ${format} is not an output format of ClickHouse (npx touchline sql --help lists the options)`,
      );
    signal.addEventListener("abort", kill, { once: true });
    signal.throwIfAborted();
    yield* streamResult(
      connection,
      { name: NAME, sql },
      { default_format: format as DataFormat },
    );
  } catch (error) {
    throw signal.aborted
      ? new TouchlineError("cancelled", "cancelled", { cause: error })
      : explain(error);
  } finally {
    signal.removeEventListener("abort", kill);
    await connection.close();
  }
}

/** Adds the next step to the engine's refusals. */
function explain(error: unknown): unknown {
  if (!(error instanceof TouchlineError)) return error;
  const reason = error.message.replace(`${NAME}: `, "");
  const text = /\((READONLY|ACCESS_DENIED)\)$/.test(reason)
    ? `the statement does more than read (${reason}): add --write to allow it`
    : // What follows is a list of nearly all words that SQL has.
      reason.replace(/ Expected one of: .*(?= \(\w+\)$)/s, "");
  return new TouchlineError(error.kind, text, { cause: error });
}
