import { Agent as HttpAgent, request as requestHttp } from "node:http";
import type { IncomingMessage, ClientRequest } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { urlToHttpOptions } from "node:url";
import {
  parseError,
  type ClickHouseClientConfigOptions,
} from "@clickhouse/client";
import type { Endpoint } from "./endpoint.ts";
import { formatParameter } from "./statement/format-parameter.ts";

/** What `@clickhouse/client` sends its statements through. */
type Transport = NonNullable<ClickHouseClientConfigOptions["connection"]>;

/** A statement, with the body of an insert. */
type Request = Parameters<Transport["exec"]>[0];

type Answer = Awaited<ReturnType<Transport["exec"]>>;

/** Below the 3 s after which ClickHouse Cloud closes idle connections. */
const IDLE_SOCKET_MILLISECONDS = 2500;

const MAX_CONNECTIONS = 16;

/**
 * The transport of the client to an endpoint. Its own one waits for a timer
 * before each request, which takes 1.2 ms: half as long as a look-up.
 * @param timeout milliseconds that an answer may take.
 */
export function createTransport(
  { url, database, user, password }: Endpoint,
  timeout: number,
): Transport {
  const address = new URL(url);
  const { protocol, hostname, port } = urlToHttpOptions(address);
  const [Agent, request] =
    protocol === "https:"
      ? [HttpsAgent, requestHttps]
      : [HttpAgent, requestHttp];
  const agent = new Agent({
    keepAlive: true,
    maxSockets: MAX_CONNECTIONS,
    timeout: IDLE_SOCKET_MILLISECONDS,
  });
  const closeStaleSockets = watchIdleSockets(agent);

  const open = (sent: Request): ClientRequest => {
    closeStaleSockets();
    return request({
      ...{ protocol, hostname, port, agent, timeout },
      method: "POST",
      path: `${address.pathname}?${searchOf(database, sent)}`,
      auth: `${user}:${password}`,
      headers: { "User-Agent": "touchline", ...sent.http_headers },
    });
  };
  const exec: Transport["exec"] = async (sent) => {
    const response = await answerTo(open(sent), sent.values ?? sent.query);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 || headers["x-clickhouse-exception-code"])
      throw parseError(await text(response));
    const { "x-clickhouse-summary": summary } = headers;
    return {
      stream: response,
      query_id: sent.query_id ?? "",
      response_headers: headers,
      ...(typeof summary === "string" && {
        summary: JSON.parse(summary) as Answer["summary"],
      }),
    };
  };
  return {
    exec,
    query: exec,
    command: async (sent) => {
      const { stream, ...answer } = await exec(sent);
      await text(stream);
      return answer;
    },
    close: () => {
      agent.destroy();
      return Promise.resolve();
    },
  } as Transport;
}

/** What a statement has in its URL. */
function searchOf(
  database: string,
  { query, values, query_id, ...sent }: Request,
): string {
  const search = new URLSearchParams({ database });
  if (query_id !== undefined) search.set("query_id", query_id);
  // The body is what is inserted.
  if (values !== undefined) search.set("query", query);
  for (const [name, value] of Object.entries(sent.clickhouse_settings ?? {}))
    search.set(name, String(value));
  for (const [name, value] of Object.entries(sent.query_params ?? {}))
    search.set(`param_${name}`, formatParameter(value));
  return search.toString();
}

/** Sends the body and returns the beginning of the answer. */
function answerTo(
  request: ClientRequest,
  body: string | Readable,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
    request.once("timeout", () => request.destroy(new Error("Timeout error.")));
    if (typeof body === "string") request.end(body);
    // A server that refuses a body does not read it to its end.
    else pipeline(body, request, (error) => error && reject(error));
  });
}

/**
 * An agent closes idle sockets by timers, which come late after a long
 * computation: returns a function that closes those that are overdue.
 */
function watchIdleSockets(agent: HttpAgent): () => void {
  const idleSince = new WeakMap<object, number>();
  agent.on("free", (socket: object) => idleSince.set(socket, Date.now()));
  return () => {
    const oldest = Date.now() - IDLE_SOCKET_MILLISECONDS;
    for (const sockets of Object.values(agent.freeSockets))
      for (const socket of sockets ?? [])
        if ((idleSince.get(socket) ?? 0) < oldest) socket.destroy();
  };
}
