import type { Endpoint } from "../../clickhouse/connection/endpoint.ts";
import { Connection } from "../../clickhouse/connection/connection.ts";
import { createWriter } from "../../clickhouse/connection/writer.ts";
import { usesServer } from "../../clickhouse/place.ts";
import {
  readConfig,
  sessionGapOf,
  type Config,
} from "../../common/settings/config.ts";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { checkLedger, type Asked } from "./check-ledger.ts";
import { SETTINGS_CHECK } from "./check-settings.ts";
import { fault, ok, warning, type Check, type Finding } from "./check.ts";

const ANSWER_MILLISECONDS = 10_000;

/** Touchline is tested with 26.7, and not with versions before. */
const TESTED_VERSION = 26;

const READ = ["SELECT ON {database}.*"];

/** The rights of the user that ingests, as clickhouse/schema/users.sql grants it. */
const WRITE = [
  ...READ,
  "INSERT ON {database}.*",
  "CREATE DATABASE ON {database}.*",
  "CREATE TABLE ON {database}.*",
  "CREATE VIEW ON {database}.*",
  "DROP TABLE ON {database}.*",
  "DROP VIEW ON {database}.*",
  "TRUNCATE ON {database}.*",
  "ALTER ON {database}.*",
  "CREATE TEMPORARY TABLE ON *.*",
  "SELECT ON system.parts",
  "SELECT ON system.detached_parts",
];

const GRANTS =
  "clickhouse/schema/users.sql has the statements for an administrator";

/** The server, as one of its users has it. */
interface Admitted extends Asked {
  /** Whether the user has a right, written as GRANT would have it. */
  readonly grants: (right: string) => Promise<boolean>;
}

/** The server that the settings name, as each of their users. */
export const SERVER: Check = {
  about: "the server of CLICKHOUSE_URL, the rights of its users, the database",
  needs: [SETTINGS_CHECK],
  examine({ env }) {
    const config = readConfig(env);
    return usesServer(config) ? checkServer(config) : [];
  },
};

async function checkServer(config: Config): Promise<Finding[]> {
  const place = {
    url: config.CLICKHOUSE_URL,
    // This one is always there; the other may not be yet.
    database: "default",
  };
  const writer = {
    ...place,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  };
  const reader = {
    ...place,
    user: config.API_CLICKHOUSE_USER,
    password: config.API_CLICKHOUSE_PASSWORD,
  };
  const { CLICKHOUSE_DATABASE: database } = config;
  const found = await asUser(writer, async (server) => [
    await checkVersion(server, writer.url),
    ...(await checkRights(server, writer.user, database, WRITE)),
  ]);
  const asReader =
    reader.user === ""
      ? []
      : await asUser(reader, (server) =>
          checkRights(server, reader.user, database, READ),
        );
  const inside = found.some(({ level }) => level === "fault")
    ? []
    : await checkInside({ ...writer, database }, sessionGapOf(config));
  return [...found, ...asReader, ...inside];
}

/** The tables, where the database is there. */
async function checkInside(
  endpoint: Endpoint,
  sessionGap: number | undefined,
): Promise<Finding[]> {
  const [there] = await asUser(
    { ...endpoint, database: "default" },
    async (server) => {
      const found = await server.rows({
        name: "doctor-database",
        sql: "SELECT name FROM system.databases WHERE name = {name:String}",
        parameters: { name: endpoint.database },
      });
      return found.length > 0 ? [ok("database", endpoint.database)] : [];
    },
  );
  if (!there)
    return [ok("database", `no ${endpoint.database} yet: ingest makes it`)];
  return there.level === "fault"
    ? [there]
    : asUser(endpoint, (server) => checkLedger(server, sessionGap));
}

/** What a user finds there; a failure is the finding. */
async function asUser(
  endpoint: Endpoint,
  look: (server: Admitted) => Promise<Finding[]>,
): Promise<Finding[]> {
  const connection = new Connection(endpoint, {
    id: `touchline-doctor-${process.pid}`,
    timeout: ANSWER_MILLISECONDS,
    delays: [],
  });
  try {
    const writer = createWriter(connection);
    const grants = async (right: string): Promise<boolean> => {
      const answer = await connection.send(
        { name: "doctor-rights", sql: `CHECK GRANT ${right}` },
        { repeatable: true },
        // This statement takes no FORMAT.
        async (client, sending) => {
          const { stream } = await client.exec(sending);
          return Buffer.concat(await stream.toArray()).toString();
        },
      );
      return answer.trim() === "1";
    };
    return await look({ ...writer, grants });
  } catch (error) {
    return [explain(error)];
  } finally {
    await connection.close();
  }
}

/** An error that the server cannot be reached contains the remedy. */
function explain(error: unknown): Finding {
  const text = messageOf(error);
  const away =
    error instanceof TouchlineError && error.kind === "database_unavailable";
  const at = text.lastIndexOf(": ");
  return away && at > 0
    ? fault("server", text.slice(0, at), text.slice(at + 2))
    : fault("server", text, GRANTS);
}

async function checkVersion(server: Asked, url: string): Promise<Finding> {
  const [row] = await server.rows<{ version: string }>({
    name: "doctor-version",
    sql: "SELECT version() AS version",
  });
  const version = row?.version ?? "";
  const text = `ClickHouse ${version} at ${url}`;
  return Number.parseInt(version) >= TESTED_VERSION
    ? ok("server", text)
    : warning(
        "server",
        `${text}, older than what Touchline is tested with`,
        "docker-compose.yml names a version that works",
      );
}

async function checkRights(
  server: Admitted,
  user: string,
  database: string,
  rights: readonly string[],
): Promise<Finding[]> {
  const wanted = rights.map((right) => right.replace("{database}", database));
  const missing: string[] = [];
  for (const right of wanted) {
    if (!(await server.grants(right))) missing.push(right);
  }
  if (missing.length > 0)
    return [
      fault("rights", `the user ${user} lacks ${missing.join(", ")}`, GRANTS),
    ];
  return [ok("rights", `the user ${user} has all that is needed`)];
}
