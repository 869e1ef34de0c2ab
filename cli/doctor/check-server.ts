import {
  shardDatabase,
  shardEndpoints,
  type Endpoint,
} from "../../clickhouse/connection/endpoint.ts";
import { createWriter } from "../../clickhouse/connection/writer.ts";
import { serverPlace, usesServer } from "../../clickhouse/place.ts";
import {
  checkShards,
  haveNoShard,
  type Examined,
} from "../../runs/check-shards.ts";
import {
  readConfig,
  sessionGapOf,
  type Config,
} from "../../common/settings/config.ts";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { checkLedger, type Asked } from "./check-ledger.ts";
import { SETTINGS_CHECK } from "./check-settings.ts";
import { fault, ok, warning, type Check, type Finding } from "./check.ts";
import { connectOnce, examineDatabase } from "./examine-database.ts";

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

/** What it needs besides, where a database is on shards. */
const WRITE_SHARDS = [...WRITE, "SELECT ON system.processes"];

const GRANTS =
  "clickhouse/schema/users.sql has the statements for an administrator";

/** The server, as one of its users has it. */
interface Admitted extends Asked {
  /** Whether the user has a right, written as GRANT would have it. */
  readonly grants: (right: string) => Promise<boolean>;
}

/** The server that the settings name, as each of their users. */
export const SERVER: Check = {
  about:
    "the servers of CLICKHOUSE_URL, the rights of their users, the database",
  needs: [SETTINGS_CHECK],
  examine({ env }) {
    const config = readConfig(env);
    return usesServer(config) ? checkServer(config) : [];
  },
};

async function checkServer(config: Config): Promise<Finding[]> {
  const { admin, reader } = serverPlace(config);
  const { database, shards } = admin;
  const databases = shards ? [database, shardDatabase(database)] : [database];
  const found: Finding[] = [];
  for (const { url } of shardEndpoints(admin))
    found.push(
      ...(await asUser({ ...admin, url }, async (server) => [
        await checkVersion(server, url),
        ...(await checkRights(
          ...([server, admin.user, databases] as const),
          shards ? WRITE_SHARDS : WRITE,
        )),
      ])),
    );
  const asReader =
    reader === admin
      ? []
      : await asUser(reader, (server) =>
          checkRights(server, reader.user, databases, READ),
        );
  const inside = found.some(({ level }) => level === "fault")
    ? []
    : await checkInside(admin, sessionGapOf(config));
  return [...found, ...asReader, ...inside];
}

/** The tables, where the database is there. */
async function checkInside(
  endpoint: Endpoint,
  sessionGap: number | undefined,
): Promise<Finding[]> {
  const [there] = await asUser(endpoint, async (server) => {
    const found = await server.rows({
      name: "doctor-database",
      sql: "SELECT name FROM system.databases WHERE name = {name:String}",
      parameters: { name: endpoint.database },
    });
    return found.length > 0 ? [ok("database", endpoint.database)] : [];
  });
  if (there?.level === "fault") return [there];
  try {
    return await examineDatabase(endpoint, async (database) => {
      if (!there && (!database.sharding || (await haveNoShard(database))))
        return [ok("database", `no ${endpoint.database} yet: ingest makes it`)];
      return [
        ...(await examineShards(database)),
        ...(await checkLedger(database, sessionGap)),
      ];
    });
  } catch (error) {
    return [explain(error)];
  }
}

/** Whether the shards know each other, and have the same version and tables. */
async function examineShards(database: Examined): Promise<Finding[]> {
  if (!database.sharding) return [];
  await checkShards(database);
  const looks = await Promise.all(
    database.shards.map(async ({ url, rows }) => {
      const [row] = await rows<{ version: string; tables: string }>({
        name: "doctor-shard",
        sql: `SELECT version() AS version,
          toString(cityHash64(groupArray((table, name, type)))) AS tables
          FROM (SELECT table, name, type FROM system.columns
            WHERE database = currentDatabase() AND table IN
              (SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = '')
            ORDER BY table, position)`,
      });
      return { url, ...row };
    }),
  );
  const [first] = looks;
  return looks.flatMap(({ url, version, tables }) => [
    ...(version === first?.version
      ? []
      : [
          warning(
            "shards",
            `ClickHouse at ${url} has version ${version}, and the first shard ${first?.version}`,
            "install the same version on all of them",
          ),
        ]),
    tables === first?.tables
      ? ok("shards", `${url} has the tables of the first shard`)
      : fault(
          "shards",
          `the tables at ${url} are not those of the first shard`,
          "restore a backup into new databases",
        ),
  ]);
}

/** What a user finds there; a failure is the finding. */
async function asUser(
  endpoint: Endpoint,
  look: (server: Admitted) => Promise<Finding[]>,
): Promise<Finding[]> {
  // This database is always there; the other may not be yet.
  const connection = connectOnce({ ...endpoint, database: "default" });
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
  databases: readonly string[],
  rights: readonly string[],
): Promise<Finding[]> {
  const wanted = new Set(
    databases.flatMap((database) =>
      rights.map((right) => right.replace("{database}", database)),
    ),
  );
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
