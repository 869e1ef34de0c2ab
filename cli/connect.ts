import { once } from "node:events";
import { makeReadable } from "../runs/make-readable.ts";
import { usesServer, withPlace, type Place } from "../clickhouse/place.ts";
import {
  openNativeGate,
  openNativePort,
  type NativeGate,
} from "../clickhouse/engine/native-protocol.ts";
import type { Command, CommandContext } from "./framework/command.ts";
import { readConfig, type Config } from "../common/settings/config.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { parseArguments } from "./framework/parse-arguments.ts";
import { catchStop } from "./framework/catch-stop.ts";

const CALL = "npx touchline connect";

const USAGE = `Usage: ${CALL} [options]

Prints how any ClickHouse client (DBeaver, Grafana, Metabase, clickhouse-client,
curl) can read the database. Starts the engine if it is not running, and keeps it
running until Ctrl-C. With CLICKHOUSE_URL it prints this and ends.

  --json  print one JSON object, {"http", "native", "database", "user",
          "password"}, and keep the engine until standard input ends or the
          process is stopped
  --help  print this

  ENGINE_HTTP_PORT    the ports of the embedded database, on loopback
  ENGINE_NATIVE_PORT  (default: free ports); set them so that tools keep working,
                      since the password stays the same

Examples:
  ${CALL}
  ENGINE_HTTP_PORT=8123 ENGINE_NATIVE_PORT=9000 ${CALL}`;

const LINE = {
  call: CALL,
  summary: "let other tools read the database",
  usage: USAGE,
  options: { json: { type: "boolean" } },
} as const;

/** What a client needs to connect. */
interface Connection {
  /** A URL. */
  readonly http: string;
  /** HOST:PORT. */
  readonly native: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Lets other tools read the database. */
export const connect: Command = {
  ...LINE,
  async run(args, context) {
    const { values } = parseArguments(LINE, args);
    const config = readConfig(context.env);
    await withPlace(config, async (place) => {
      // On a server this user may have no right to change the database.
      if (!usesServer(config))
        await makeReadable(config, place, (text) =>
          context.stderr.write(`${text}\n`),
        );
      const { url, database, user, password } = place.reader;
      const gate = await openNative(config, place);
      const native = `${new URL(url).hostname}:${gate.port}`;
      const connection = { http: url, native, database, user, password };
      context.stdout.write(
        values.json
          ? `${JSON.stringify(connection)}\n`
          : describe(connection, usesServer(config)),
      );
      if (usesServer(config)) return;
      const ended = Promise.race([
        untilStopped(context, values.json ?? false),
        place.lost.then(() => {
          throw new TouchlineError(
            "database_unavailable",
            `the database engine has ended: run ${CALL} again`,
          );
        }),
      ]);
      await ended.finally(() => gate.close());
    });
  },
};

/** Where clients of the native protocol connect. */
async function openNative(
  config: Config,
  { admin, reader }: Place,
): Promise<NativeGate> {
  const port = await openNativePort(admin);
  if (usesServer(config)) return { port, close: () => undefined };
  try {
    return await openNativeGate(config.ENGINE_NATIVE_PORT, port, reader);
  } catch (error) {
    throw new TouchlineError(
      "database_unavailable",
      `cannot listen on the port ${config.ENGINE_NATIVE_PORT} (${messageOf(error)}): set ENGINE_NATIVE_PORT to a free port, or unset it`,
      { cause: error },
    );
  }
}

/** Waits for a signal, or with --json for the end of standard input. */
async function untilStopped(
  { signals, stdin }: CommandContext,
  byInput: boolean,
): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    catchStop(signals, resolve);
  });
  if (!byInput) {
    // Nothing else keeps the process running.
    const waiting = setInterval(() => undefined, 3_600_000);
    await stopped;
    clearInterval(waiting);
    return;
  }
  const input = stdin().resume();
  await Promise.race([stopped, once(input, "end"), once(input, "close")]);
  input.destroy();
}

function describe(connection: Connection, isServer: boolean): string {
  const { http, native, database, user, password } = connection;
  const [host = "", port = ""] = native.split(":");
  const end = isServer
    ? ""
    : `
This keeps the database running; Ctrl-C ends it. ENGINE_HTTP_PORT and
ENGINE_NATIVE_PORT fix the ports; the password stays the same.
`;
  return `Any ClickHouse client can read the database:

  HTTP      ${http}
  native    ${native}
  database  ${database}
  user      ${user} (may only read)
  password  ${password}

curl
  curl -u '${user}:${password}' '${http}/?database=${database}' -d 'SELECT count() FROM session_data'
clickhouse-client
  clickhouse-client --host ${host} --port ${port} --user ${user} --password '${password}' --database ${database}
DBeaver, Metabase and others with JDBC
  jdbc:clickhouse:${http}/${database}, with this user and password
Grafana
  data source ClickHouse: server ${host}, port ${port}, protocol native, with this user and password
${end}`;
}
