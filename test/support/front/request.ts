import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import type { FrontStatement } from "./engine.ts";

/** A user and what the server lets him do. */
export interface FrontUser {
  readonly password: string;
  readonly readonly: boolean;
}

export interface FrontRequest {
  readonly statement: FrontStatement;
  /** As the client calls it: its log_comment. */
  readonly step: string;
  readonly session?: { id: string; timeoutMs: number; mustExist: boolean };
  /** The whole result comes before the status. */
  readonly buffered: boolean;
  readonly compressed: boolean;
}

/** Parameters of the interface itself; all others are settings. */
const INTERFACE = new Set([
  ...["query", "query_id", "database", "session_id", "session_timeout"],
  ...["session_check", "default_format", "wait_end_of_query", "role"],
  ...["enable_http_compression", "log_comment"],
]);

/** The statement in an HTTP request; takes the body unless that is data. */
export async function readRequest(
  message: IncomingMessage,
  url: URL,
): Promise<FrontRequest> {
  const query = url.searchParams;
  const body: Readable =
    message.headers["content-encoding"] === "gzip"
      ? message.pipe(createGunzip())
      : message;
  // Errors of the request are errors of its body.
  message.on("error", (error) => body.destroy(error));
  message.on("aborted", () => body.destroy(new Error("the client went away")));
  const given = query.get("query");
  const sql = given ?? (await buffer(body)).toString();
  const sessionId = query.get("session_id");
  const settings = [...query].filter(
    ([name]) => !INTERFACE.has(name) && !name.startsWith("param_"),
  );
  const parameters = [...query].filter(([name]) => name.startsWith("param_"));
  return {
    statement: {
      sql,
      queryId: query.get("query_id") ?? "",
      database: query.get("database") ?? "default",
      settings: new Map(settings),
      parameters: new Map(
        parameters.map(([name, text]) => [name.slice("param_".length), text]),
      ),
      format: query.get("default_format") ?? "TabSeparated",
      data: given === null ? undefined : body,
    },
    step: query.get("log_comment") ?? "",
    ...(sessionId !== null && {
      session: {
        id: sessionId,
        timeoutMs: Number(query.get("session_timeout") ?? 60) * 1000,
        mustExist: query.get("session_check") === "1",
      },
    }),
    buffered: query.get("wait_end_of_query") === "1",
    compressed:
      query.get("enable_http_compression") === "1" &&
      /gzip/.test(message.headers["accept-encoding"] ?? ""),
  };
}

/** Whether the request names a user and his password. */
export function authenticate(
  { headers }: IncomingMessage,
  users: Readonly<Record<string, FrontUser>>,
): FrontUser | undefined {
  const [, basic] = /^Basic (.*)$/.exec(headers.authorization ?? "") ?? [];
  const [name = "", ...rest] =
    basic === undefined
      ? [headers["x-clickhouse-user"], headers["x-clickhouse-key"]]
      : Buffer.from(basic, "base64").toString().split(":");
  const user = users[String(name)];
  return user?.password === rest.join(":") ? user : undefined;
}
