import { PassThrough, type Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { TouchlineError } from "../../common/errors.ts";
import type { Sending, Connection } from "./connection.ts";
import type { Statement } from "./store.ts";

/** An exception in a result is no longer than this, with its frame. */
const MAX_EXCEPTION_BYTES = 17 * 1024;

const TAG_HEADER = "x-clickhouse-exception-tag";

/** Where a result stands at its end. */
const MARK = "__exception__";

/**
 * So much of a result is taken before it is asked for: when a connection ends
 * early, Node.js drops what was not taken, and with it the exception.
 */
const AHEAD_BYTES = 4 * 1024 * 1024;

/** What the client's exec gives, as far as it matters here. */
interface Answer {
  readonly stream: Readable;
  readonly response_headers: Readonly<Record<string, string>>;
}

/**
 * Sends a SELECT and gives its result piece by piece, as it is computed. An
 * error may come after rows: then ClickHouse has answered with status 200, and
 * writes the exception behind them, between two marks with a tag that the
 * headers name, and closes the connection. Throws it as it would one that
 * comes first.
 */
export async function* streamResult(
  connection: Connection,
  statement: Statement,
  settings: Sending["clickhouse_settings"] = {},
): AsyncGenerator<Buffer, void> {
  const { stream, response_headers } = await connection.send(
    statement,
    {
      repeatable: true,
      settings: {
        ...settings,
        wait_end_of_query: 0,
        http_response_buffer_size: "0",
      },
    },
    async (client: ClickHouseClient, sending) =>
      (await client.exec(sending)) as unknown as Answer,
  );
  const tag = response_headers[TAG_HEADER] ?? "";
  let held: Buffer = Buffer.alloc(0);
  let failure: unknown;
  const ahead = new PassThrough({ highWaterMark: AHEAD_BYTES });
  stream.once("error", (error) => {
    failure = error;
    ahead.end();
  });
  stream.pipe(ahead);
  try {
    for await (const chunk of ahead as AsyncIterable<Buffer>) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const safe = held.length - MAX_EXCEPTION_BYTES;
      if (safe <= 0) continue;
      yield held.subarray(0, safe);
      held = held.subarray(safe);
    }
  } finally {
    stream.destroy();
  }
  const exception = findException(held, tag);
  if (!exception) {
    if (failure) throw connection.explainBrokenOff(statement, failure);
    if (held.length > 0) yield held;
    return;
  }
  if (exception.at > 0) yield held.subarray(0, exception.at);
  throw new TouchlineError(
    "database_failed",
    `${statement.name}: ${exception.text}`,
  );
}

/** The exception at the end of a result, and where it begins. */
function findException(
  end: Buffer,
  tag: string,
): { readonly at: number; readonly text: string } | undefined {
  if (tag === "") return undefined;
  const opening = `${MARK}\r\n${tag}\r\n`;
  if (!end.subarray(-MARK.length - 2).includes(MARK)) return undefined;
  const at = end.lastIndexOf(opening);
  if (at < 0) return undefined;
  const text = end.subarray(at + opening.length).toString();
  const message = text.slice(0, text.search(/\r?\n\d+ \w+\r?\n__exception__/));
  return {
    // A line feed before the mark is the exception's, not the result's.
    at: end.subarray(0, at).toString("latin1").endsWith("\r\n") ? at - 2 : at,
    text: message
      .replace(/^Code: \d+\. DB::Exception: /, "")
      .replace(/ \(version [^)]*\)\s*$/, "")
      // The expression may be as long as the statement.
      .replace(/: while executing '.*(?= \(\w+\)$)/s, ""),
  };
}
