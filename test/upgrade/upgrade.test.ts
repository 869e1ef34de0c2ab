import { join } from "node:path";
import { expect } from "chai";
import { readLedger } from "../../runs/ledger.ts";
import { migrate, newestSchema, remakeSchema } from "../../runs/migrate.ts";
import { readSessionGap } from "../../runs/session-gap.ts";
import { openReader } from "../../runs/open-store.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { LEDGER } from "../../clickhouse/schema/tables.ts";
import { messageOf } from "../../common/errors.ts";
import {
  compareDumps,
  type TableDump,
} from "../crash/laboratory/dump-tables.ts";
import { failure } from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";
import { lendWorkspace, PING } from "../support/command/lend-workspace.ts";
import { asServer, testEngine } from "../support/test-engine.ts";
import { put } from "../upkeep/backup/begun.ts";
import { expectSound } from "../support/database/expect-sound.ts";
import { withDatabase } from "../support/database/with-database.ts";
import { withTestStore } from "../crash/laboratory/site.ts";
import { ingestInputs, listFixtures, unpackFixture } from "./fixture.ts";
import {
  dump,
  expectAsFresh,
  expectMigrated,
  freshOf,
  REST,
  schemaOf,
  withOldDatabase,
} from "./with-fixture.ts";

/** The last migration before tables were renamed. */
const BEFORE_RENAMES = 38;

/** A database whose third run the version of schema 58 has published half. */
const HALF_PUBLISHED = "half-published-58.tar.gz";

/** A backup that the version of schema 58 has made of its database. */
const BACKUP = "backup-58.tar.gz";

const withoutRuns = (dump: TableDump): TableDump =>
  new Map([...dump].filter(([table]) => table !== LEDGER));

/** Migrations that fill a table which a later one fills again. */
const FILLED_ANEW = 2;

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
  const oldest = listFixtures().get(BEFORE_RENAMES) ?? "";

  it("gets the tables of a new one, and what they hold", () =>
    withOldDatabase(oldest, async (store) => {
      const reports: string[] = [];
      await migrate(store, { report: (text) => reports.push(text) });
      const schema = await withDatabase(schemaOf);
      expect((await schemaOf(store)).map(({ name }) => name)).to.deep.equal(
        schema.map(({ name }) => name),
      );
      expect(reports[0]).to.equal(
        "updating the database to this version: filling players, 1 of 5",
      );
      expect(await readSessionGap(store)).to.equal(60);
      await expectSound(store);
    }));

  it("has its half published run of the older version completed", () =>
    withOldDatabase(HALF_PUBLISHED, async (store, _folder, { whole }) => {
      const { interrupted } = await readLedger(store);
      expect(interrupted?.runId).to.equal(3);
      await migrate(store);
      const { last, interrupted: left } = await readLedger(store);
      expect(left).to.equal(undefined);
      expect(last?.runId).to.equal(3);
      const [actual, expected] = [await dump(store), whole].map(withoutRuns);
      expect(compareDumps(actual!, expected!)).to.deep.equal([]);
    }));

  it("resumes after an interruption behind any migration, and within the filling of a table", () =>
    withOldDatabase(oldest, async (store, folder, { whole }) => {
      const done = new Set<string>();
      const cutOff = (name: string) => {
        if (!/\.sql$|^fill-/.test(name) || done.has(name)) return;
        done.add(name);
        throw new Error("cut off");
      };
      const failing: Store = {
        ...store,
        asWriter: (work) => work(),
        async command(statement) {
          await store.command(statement);
          cutOff(statement.name);
        },
        session: (work) =>
          store.session((session) =>
            work({
              ...session,
              async command(statement) {
                await session.command(statement);
                cutOff(statement.name);
              },
            }),
          ),
      };
      const attempt = () => migrate(failing).then(() => "done", messageOf);
      while ((await attempt()) === "cut off");
      expect(await attempt()).to.equal("done");
      const fills = [...done].filter((name) => name.startsWith("fill-"));
      expect(fills).to.have.length(5);
      // Of the migrations that fill one table, the last one does.
      const applied = done.size - fills.length + FILLED_ANEW;
      expect(applied).to.equal(newestSchema() - BEFORE_RENAMES);
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

describe("a backup of an older schema", () => {
  it("is restored with it, then brought up to date", () =>
    withFolder((folder) =>
      withDatabase(async (store) => {
        unpackFixture(BACKUP, folder);
        const { begun, whole } = await freshOf(folder);
        await put(store, join(folder, "backup"));
        expect(compareDumps(await dump(store), begun)).to.deep.equal([]);
        await ingestInputs(store, folder, REST);
        expect(compareDumps(await dump(store), whole)).to.deep.equal([]);
      }),
    ));
});

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
      await remakeSchema(store, { upTo: BEFORE_RENAMES });
      const [{ database } = { database: "" }] = await store.rows<{
        database: string;
      }>({ name: "database", sql: "SELECT currentDatabase() AS database" });
      await expectReadersRefused(
        database,
        `the database has schema version ${BEFORE_RENAMES}, and this Touchline reads version ${newestSchema()}: npx touchline runs brings it up to date`,
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
