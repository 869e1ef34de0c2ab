import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { migrate } from "../../runs/migrate.ts";
import { recover } from "../../runs/publish/publish.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { LEDGER, PUBLISHED_TABLES } from "../../clickhouse/schema/tables.ts";
import {
  compareDumps,
  dumpTables,
  withoutRawRows,
  type TableDump,
} from "../crash/laboratory/dump-tables.ts";
import { withFolder } from "../support/command/folders.ts";
import {
  withDatabase,
  withDatabaseIn,
} from "../support/database/with-database.ts";
import {
  databaseOf,
  ingestInputs,
  INPUTS,
  listFixtures,
  unpackFixture,
} from "./fixture.ts";

/** The remaining files. */
const BEGUN = INPUTS.slice(0, 2);
/** The others. */
export const REST = INPUTS.slice(2);

/** The content of a data directory. */
const FOLDERS = ["clickhouse", "engine", "spool"];

/** All tables after this version has ingested a fixture's files. */
interface Fresh {
  /** The tables after the files that a fixture's database has. */
  readonly begun: TableDump;
  /** The tables after all of them. */
  readonly whole: TableDump;
}

const known = new Map<string, Promise<Fresh>>();

/** The same for all fixtures of these files. */
export function freshOf(folder: string): Promise<Fresh> {
  const hash = createHash("sha256");
  for (const file of INPUTS) hash.update(readFileSync(join(folder, file)));
  const inputs = hash.digest("hex");
  const fresh =
    known.get(inputs) ??
    withDatabase(async (store) => {
      await ingestInputs(store, folder, BEGUN);
      const begun = await dump(store);
      await ingestInputs(store, folder, REST);
      return { begun, whole: await dump(store) };
    });
  known.set(inputs, fresh);
  return fresh;
}

/** What a test of a fixture is lent: its database, and the folder of its files. */
type FixtureTest = (
  store: Store,
  folder: string,
  fresh: Fresh,
) => Promise<void>;

/** Lends the database of a fixture, opened by this version. */
export const withFixture = (file: string, work: FixtureTest): Promise<void> =>
  withOldDatabase(file, async (store, folder, fresh) => {
    await migrate(store);
    await recover(store);
    await work(store, folder, fresh);
  });

/** Lends the database of a fixture as the older version has left it. */
export function withOldDatabase(
  file: string,
  work: FixtureTest,
): Promise<void> {
  return withFolder(async (folder) => {
    unpackFixture(file, folder);
    const fresh = await freshOf(folder);
    const home = databaseOf(folder);
    // As a version before 0.2 leaves it when it is killed.
    writeFileSync(
      join(home, "owner.json"),
      JSON.stringify({ pid: 7, started: "1", command: "touchline serve" }),
    );
    writeFileSync(join(home, "touchline.sock"), "");
    await withDatabaseIn(
      home,
      async (store) => {
        expect(readdirSync(home)).to.have.members(FOLDERS);
        await work(store, folder, fresh);
      },
      () => Promise.resolve(),
    );
  });
}

const REJECTED = "signed_rejected_events";

/** Runs of versions before schema 79 have left the detail empty. */
const withoutDetail = (row: string): string =>
  row.split("\t").toSpliced(4, 1).join("\t");

/**
 * All tables, without what distinguishes copies of a file, and what runs of
 * older versions did not record.
 */
export async function dump(store: Store): Promise<TableDump> {
  const tables = await dumpTables(store);
  const runs = tables.get(LEDGER) ?? [];
  const nameless = runs.map((row) => row.replace(/\b[0-9a-f]{64}\b/, ""));
  return withoutRawRows(
    new Map([
      ...tables,
      [LEDGER, nameless],
      [REJECTED, (tables.get(REJECTED) ?? []).map(withoutDetail)],
    ]),
  );
}

/** Expects that a fixture equals a fresh ingest of its files. */
export function expectAsFresh(schema: number): Promise<void> {
  const file = listFixtures().get(schema) ?? "";
  return withFixture(file, async (store, folder, { begun, whole }) => {
    const before = await dump(store);
    for (const table of [LEDGER, ...PUBLISHED_TABLES])
      expect(before.get(table), table).not.to.be.empty;
    expect(compareDumps(before, begun)).to.deep.equal([]);
    await ingestInputs(store, folder, REST);
    expect(compareDumps(await dump(store), whole)).to.deep.equal([]);
  });
}

/** The definitions of the tables and views of a database. */
export const schemaOf = (store: Store) =>
  store.query<{ name: string }>({
    name: "schema",
    sql: "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() AND position(name, 'writer_lock') = 0 ORDER BY name",
  });

/** Expects the tables that this many migrations make, and those of the rest. */
export const expectMigrated = (number: number, tables: number): Promise<void> =>
  withDatabase(async (store) => {
    const schema = await schemaOf(store);
    await dropAll(store);
    await migrate(store, { upTo: number });
    expect(await schemaOf(store)).to.have.length(tables + 1);
    await migrate(store);
    expect(await schemaOf(store)).to.deep.equal(schema);
    await migrate(store);
    expect(await schemaOf(store)).to.deep.equal(schema);
  });

/** Drops every table, dependent ones first. */
async function dropAll(store: Store): Promise<void> {
  const tables = await store.rows<{ name: string }>({
    name: "tables",
    sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND position(name, 'writer_lock') = 0 ORDER BY engine != 'MaterializedView'",
  });
  for (const { name } of tables)
    await store.command({ name: "drop", sql: `DROP TABLE ${name} SYNC` });
}
