import { expect } from "chai";
import { readLedger } from "../../runs/ledger.ts";
import { migrate, newestSchema } from "../../runs/migrate.ts";
import {
  listMigrations,
  renderMigration,
} from "../../clickhouse/schema/render-migration.ts";
import { openReader } from "../../runs/open-store.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { LEDGER } from "../../clickhouse/schema/tables.ts";
import { messageOf } from "../../common/errors.ts";
import {
  compareDumps,
  type TableDump,
} from "../crash/laboratory/dump-tables.ts";
import { failure } from "../support/command/command.ts";
import { lendWorkspace, PING } from "../support/command/lend-workspace.ts";
import { asServer, testEngine } from "../support/test-engine.ts";
import { withDatabase } from "../support/database/with-database.ts";
import { withTestStore } from "../crash/laboratory/site.ts";
import { ingestInputs, listFixtures } from "./fixture.ts";
import {
  dump,
  expectAsFresh,
  expectMigrated,
  REST,
  schemaOf,
  withFixture,
} from "./with-fixture.ts";

/** The last migration before the views. */
const BEFORE_VIEWS = 29;

/** The last migration before tables were renamed. */
const BEFORE_RENAMES = 38;

/** Undoes the later migrations, from the end, which leaves an older database. */
async function makeOlder(store: Store, schema = BEFORE_VIEWS): Promise<void> {
  for (const migration of listMigrations().slice(schema).reverse())
    await store.command({
      name: "take-back",
      sql: oppositeOf(renderMigration(migration, "")),
    });
  await store.command({
    name: "name-blocks",
    sql: `ALTER TABLE runs UPDATE blocks = mapApply((table, block) -> (replaceRegexpOne(table, '^(signed|summed)_', ''), block), blocks) WHERE true
      SETTINGS mutations_sync = 2`,
  });
  await store.command({
    name: "forget-migrations",
    sql: `DELETE FROM migrations WHERE number > ${schema}`,
  });
}

/** The statement that undoes a migration. */
function oppositeOf(sql: string): string {
  const [, view] = /^CREATE .*VIEW IF NOT EXISTS (\w+)/m.exec(sql) ?? [];
  if (view) return `DROP VIEW ${view} SYNC`;
  const [, column] = /^ALTER TABLE runs ADD .* EXISTS (\w+)/m.exec(sql) ?? [];
  if (column) return `ALTER TABLE runs DROP COLUMN ${column}`;
  const [, from, to] = /^RENAME TABLE .* (\w+) TO (\w+)/m.exec(sql) ?? [];
  return `RENAME TABLE ${to} TO ${from}`;
}

const withoutRuns = (dump: TableDump): TableDump =>
  new Map([...dump].filter(([table]) => table !== LEDGER));

describe("a database of a released version", () => {
  const released = [...listFixtures().keys()];

  it("is included for the current schema: npm run fixture writes it", () => {
    expect(released).to.include(newestSchema());
  });

  // test/long opens all of them.
  it("of the oldest schema equals a fresh ingest, and accepts later files as it does", () =>
    expectAsFresh(released.at(0)!));
});

describe("a database of an older schema", () => {
  const newest = listFixtures().get(newestSchema()) ?? "";

  it("gets what is missing, and keeps its data", () =>
    withFixture(newest, async (store, folder, { whole }) => {
      const schema = await schemaOf(store);
      await makeOlder(store);
      expect(await schemaOf(store)).not.to.deep.equal(schema);
      await migrate(store);
      expect(await schemaOf(store)).to.deep.equal(schema);
      await ingestInputs(store, folder, REST);
      expect(compareDumps(await dump(store), whole)).to.deep.equal([]);
    }));

  it("has its half published run of the older version completed", () =>
    withFixture(newest, async (store, folder, { whole }) => {
      await leaveHalfPublished(store, folder);
      await makeOlder(store);
      await migrate(store);
      const { last, interrupted } = await readLedger(store);
      expect(interrupted).to.equal(undefined);
      expect(last?.runId).to.equal(3);
      const [actual, expected] = [await dump(store), whole].map(withoutRuns);
      expect(compareDumps(actual!, expected!)).to.deep.equal([]);
    }));

  it("resumes after an interruption between any migration and its record", () =>
    withFixture(newest, async (store, folder, { whole }) => {
      const schema = await schemaOf(store);
      await makeOlder(store, BEFORE_RENAMES);
      const done = new Set<string>();
      const cutOff: Store = {
        ...store,
        asWriter: (work) => work(),
        async command(statement) {
          await store.command(statement);
          if (!statement.name.endsWith(".sql") || done.has(statement.name))
            return;
          done.add(statement.name);
          throw new Error("cut off");
        },
      };
      const attempt = () => migrate(cutOff).then(() => "done", messageOf);
      while ((await attempt()) === "cut off");
      expect(await attempt()).to.equal("done");
      expect(done.size).to.equal(newestSchema() - BEFORE_RENAMES);
      expect(await schemaOf(store)).to.deep.equal(schema);
      await ingestInputs(store, folder, REST);
      expect(compareDumps(await dump(store), whole)).to.deep.equal([]);
    }));

  // test/long begins with more numbers of migrations.
  for (const [number, tables] of [
    [1, 1],
    [BEFORE_RENAMES, 36],
  ] as const)
    it(`of ${number} migrations gets the schema of a new one`, () =>
      expectMigrated(number, tables));
});

/** Ingests the rest, and stops after the first table was moved. */
async function leaveHalfPublished(store: Store, folder: string): Promise<void> {
  let moves = 0;
  const failing: Store = {
    ...store,
    moveRows: (from, to) =>
      ++moves === 1
        ? store.moveRows(from, to)
        : Promise.reject(new Error("cut off")),
  };
  await ingestInputs(failing, folder, REST).catch(() => undefined);
  expect((await readLedger(store)).interrupted?.runId).to.equal(3);
}

describe("a database of a newer schema", () => {
  const workspace = lendWorkspace();
  const refusal = `the database has schema version 9999, and this Touchline knows versions up to ${newestSchema()}: use the newer Touchline that made it`;
  before(async () => {
    await workspace().ingest([workspace().write("ping.jsonl", PING)]);
    await withTestStore(workspace().database, (store) =>
      store.command({
        name: "note-migration",
        sql: "INSERT INTO migrations (number, file) VALUES (9999, 'later.sql')",
      }),
    );
  });

  // On a server, the API continues to send queries: it may be upgraded, or
  // the server.
  const commands = ["ingest", "runs", "sql", "verify"];
  for (const command of asServer ? commands : [...commands, "serve"])
    it(`is rejected by ${command} with a helpful message`, async () => {
      const args = { ingest: ["-"], sql: ["SELECT 1"] }[command] ?? [];
      const outcome = await workspace().run(command, args, {
        input: "",
        env: { PORT: "0" },
      });
      expect(outcome).to.deep.equal(failure(1, refusal));
    });

  it("is rejected for readers of a server", () =>
    expectReadersRefused(workspace().database, refusal));
});

describe("a server's database of an older schema", () => {
  it("is not migrated by readers, which name the command that does it", () =>
    withDatabase(async (store) => {
      await makeOlder(store);
      const [{ database } = { database: "" }] = await store.rows<{
        database: string;
      }>({ name: "database", sql: "SELECT currentDatabase() AS database" });
      await expectReadersRefused(
        database,
        `the database has schema version ${BEFORE_VIEWS}, and this Touchline reads version ${newestSchema()}: npx touchline runs brings it up to date`,
      );
    }));
});

/** Expects that a read-only user is rejected with these words. */
async function expectReadersRefused(
  database: string,
  words: string,
): Promise<void> {
  const endpoint = { ...(await testEngine()).reader, database };
  const reader = openReader(endpoint);
  const message = await reader
    .snapshot(() => Promise.resolve("not refused"))
    .catch(messageOf);
  await reader.close();
  expect(message).to.equal(words);
}
