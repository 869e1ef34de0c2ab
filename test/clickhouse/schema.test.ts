import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  createDatabaseSql,
  listMigrations,
  renderCreation,
} from "../../clickhouse/schema/render-migration.ts";
import { renderSharded } from "../../clickhouse/schema/render-sharded.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { packageRoot, readSql } from "../../common/package-root.ts";
import { lendDatabase } from "../support/database/with-database.ts";

/** The current schema, stored so that a change to it can be read in one place. */
const STORED = {
  "one-server.sql": async (store: Store) => {
    const tables = await store.query<{ sql: string }>({
      name: "tables",
      sql: `SELECT replaceAll(create_table_query, currentDatabase() || '.', 'game.') AS sql FROM system.tables
        WHERE database = currentDatabase() AND position(name, 'writer_lock') = 0 ORDER BY name`,
    });
    return tables.map(({ sql }) => sql);
  },
  "cluster.sql": () => Promise.resolve(clusterStatements()),
  "sharded.sql": () => Promise.resolve(renderSharded("game", "main")),
};

/** Set to change the schema on purpose: npm run schema. */
const WRITE = process.env["WRITE_SCHEMA"] === "1";

describe("the schema", () => {
  const database = lendDatabase();

  for (const [file, read] of Object.entries(STORED))
    it(`matches clickhouse/schema/${file}`, async () => {
      const statements = await read(database.store);
      const text = `${statements.map((sql) => sql.trim()).join(";\n\n")};\n`;
      const path = join(packageRoot, "clickhouse/schema", file);
      if (WRITE) writeFileSync(path, text);
      expect(readFileSync(path, "utf8")).to.equal(text);
    });

  it("is valid SQL for the engine, for a cluster and for shards", async () => {
    for (const sql of [
      ...clusterStatements(),
      ...renderSharded("game", "main"),
    ])
      expect(await parse(database.store, sql), sql).to.match(
        /^(Create|Alter)Query/,
      );
  });

  it("has users whose SQL the engine accepts", async () => {
    const statements = readSql("clickhouse/schema/users.sql")
      .replaceAll(/^--.*\n/gm, "")
      // Values for these come from the client.
      .replaceAll(/\{\w+_password:String\}/g, "'secret'")
      .split(/;\n/)
      .map((sql) => sql.trim())
      .filter((sql) => sql !== "");
    expect(statements).to.have.length(13);
    for (const sql of statements)
      expect(await parse(database.store, sql), sql).to.match(
        /^(CreateUserQuery|CreateSettingsProfileQuery|GrantQuery)/,
      );
  });

  it("has a user that may read the system tables that commands read", () => {
    const grants = readSql("clickhouse/schema/users.sql");
    const [, forDoctor = ""] =
      /^const WRITE = \[(.*?)^\];/ms.exec(
        readSql("cli/doctor/check-server.ts"),
      ) ?? [];
    const read = ["clickhouse", "runs", "ingest", "upkeep"].flatMap(
      systemTablesIn,
    );
    expect(read).to.include("parts");
    for (const table of read.filter((name) => !SHOWN_TO_ALL.has(name))) {
      const right = `SELECT ON system.${table}`;
      expect(grants).to.contain(`GRANT ${right} TO touchline;`);
      // Only where there is one.
      if (table !== "clusters") expect(forDoctor).to.contain(`"${right}"`);
    }
  });
});

/** System tables that need no grant; see engine/users.test.ts. */
const SHOWN_TO_ALL = new Set(["columns", "databases", "formats", "tables"]);

/** The system tables that statements in a folder of the program read. */
function systemTablesIn(folder: string): string[] {
  const root = join(packageRoot, folder);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  return (
    files
      // Engines of our own have users of their own.
      .filter((file) => /\.(ts|sql)$/.test(file))
      .filter((file) => !/(^|\/)engine\//.test(file))
      .flatMap((file) => {
        const text = readFileSync(join(root, file), "utf8");
        return [...text.matchAll(/\b(?:FROM|JOIN) system\.(\w+)/g)].map(
          ([, name = ""]) => name,
        );
      })
  );
}

function clusterStatements(): string[] {
  const creations = renderCreation(listMigrations(), "main");
  return [
    createDatabaseSql("game", "main"),
    ...creations.map(({ sql }) => sql),
  ];
}

/** The first line of the statement as the engine reads it. */
async function parse(store: Store, sql: string): Promise<string> {
  const result = await store.bytes(
    { name: "parse", sql: `EXPLAIN AST ${sql}` },
    "TSV",
  );
  return result.toString().split("\n")[0] ?? "";
}
