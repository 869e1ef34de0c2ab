import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  MANIFEST,
  renderManifest,
  type Manifest,
} from "../../../upkeep/backup/manifest.ts";
import { newestSchema } from "../../../runs/migrate.ts";
import { recover } from "../../../runs/publish/publish.ts";
import { readSessionGap } from "../../../runs/session-gap.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { messageOf } from "../../../common/errors.ts";
import { runIngest } from "../../../ingest/run.ts";
import {
  compareDumps,
  dumpTables,
} from "../../crash/laboratory/dump-tables.ts";
import { ingest } from "../../crash/laboratory/laboratory.ts";
import { setSessionGap } from "../../support/database/session-gap.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import {
  NEVER,
  requestFor,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import {
  lendDatabase,
  withDatabase,
} from "../../support/database/with-database.ts";
import { put, take } from "./begun.ts";
import { lendBackup } from "./lend-backup.ts";

/** Copies a backup with another manifest that has a matching hash. */
function copyWith(from: string, to: string, changes: object): string {
  cpSync(from, to, { recursive: true });
  const path = join(to, MANIFEST);
  const { sha256, ...manifest } = JSON.parse(
    readFileSync(path, "utf8"),
  ) as Manifest & { sha256: string };
  expect(sha256).to.match(/^[0-9a-f]{64}$/);
  writeFileSync(path, renderManifest({ ...manifest, ...changes }));
  return to;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => "not refused", messageOf);
}

const schemaOf = (store: Store) =>
  store.query({
    name: "schema",
    sql: "SELECT name, create_table_query LIKE 'CREATE MATERIALIZED%' FROM system.tables WHERE database = currentDatabase() AND position(name, 'writer_lock') = 0 ORDER BY name",
  });

describe("a backup", function () {
  this.timeout(120_000);
  const lent = lendBackup();

  describe("that is restored", () => {
    const database = lendDatabase();

    it("restores every table, row by row", async () => {
      const { store } = database;
      const { backup, then } = lent.begun;
      const tables = await schemaOf(store);
      expect(await put(store, backup)).to.include({ repeated: false });
      expect(compareDumps(await dumpTables(store), then)).to.deep.equal([]);
      expect(await schemaOf(store)).to.deep.equal(tables);
      await expectSound(store);
    });

    for (const runs of ["with", "without"] as const)
      it(`keeps the session gap of a database ${runs} runs`, () =>
        withDatabase(async (original) => {
          await setSessionGap(original, 300);
          const folder = join(lent.folder, `gap-${runs}`);
          if (runs === "with")
            await ingest(original, lent.folder, lent.begun.history.files[0]);
          await take(original, folder);
          await setSessionGap(original, 60);
          await withDatabase(async (store) => {
            await put(store, folder);
            expect(await readSessionGap(store)).to.equal(300);
            await expectSound(store);
            await setSessionGap(store, 60);
          });
        }));

    it("equals a backup of the restored database", async () => {
      const { store } = database;
      const { tables } = await take(store, join(lent.folder, "second"));
      const { tables: first } = JSON.parse(
        readFileSync(join(lent.begun.backup, MANIFEST), "utf8"),
      ) as Manifest;
      const sizes = (entries: Manifest["tables"]) =>
        entries.map(({ table, rows }) => [table, rows]);
      expect(sizes(tables)).to.deep.equal(sizes(first));
    });

    it("changes nothing when it is restored again", async () => {
      const { store } = database;
      const { backup, then } = lent.begun;
      expect(await put(store, backup)).to.include({ repeated: true });
      expect(compareDumps(await dumpTables(store), then)).to.deep.equal([]);
    });

    it("accepts later runs as the original does", async () => {
      const { store } = database;
      const { history, then, later } = lent.begun;
      const [first, second, third] = history.files;
      const again = requestFor(lent.folder, [second]);
      const summary = await runIngest(store, again, SILENT, NEVER);
      expect(summary).to.include({ repeated: true, runId: 2 });
      expect(compareDumps(await dumpTables(store), then)).to.deep.equal([]);

      await ingest(store, lent.folder, third);
      expect(compareDumps(await dumpTables(store), later)).to.deep.equal([]);
      const { accepted } = await ingest(store, lent.folder, first);
      expect(accepted).to.equal(0);
    });
  });

  it("of an empty database restores an empty database", () =>
    withDatabase(async (store) => {
      const folder = join(lent.folder, "nothing");
      const { last } = await take(store, folder);
      expect(last).to.equal(null);
      const before = await dumpTables(store);
      await put(store, folder);
      expect(compareDumps(await dumpTables(store), before)).to.deep.equal([]);
      await ingest(store, lent.folder, lent.begun.history.files[0]);
    }));

  it("of a newer schema or another format is rejected", () =>
    withDatabase(async (store) => {
      const { backup } = lent.begun;
      const refuse = (name: string, changes: object) =>
        refusalOf(
          put(store, copyWith(backup, join(lent.folder, name), changes)),
        );
      expect(
        await refuse("newer", { schema: 9999, touchline: "9.0.0" }),
      ).to.equal(
        `the backup in ${join(lent.folder, "newer")} has schema version 9999, and this Touchline knows versions up to ${newestSchema()}: restore it with Touchline 9.0.0, which has made it`,
      );
      expect(await refuse("format", { format: 2 })).to.match(
        /has format 2, and this Touchline reads format 1: restore it with Touchline/,
      );
      expect(await refuse("tables", { tables: [] })).to.match(
        /manifest\.json is damaged: it does not name every table once/,
      );
    }));

  it("is not restored into a database that has data", () =>
    withDatabase(async (store) => {
      const { backup, history } = lent.begun;
      await ingest(store, lent.folder, history.files[2]);
      const before = await dumpTables(store);
      expect(await refusalOf(put(store, backup))).to.equal(
        "the database is not empty, its last run is 1: restore into an empty one. Set DATA_DIR, or CLICKHOUSE_DATABASE on a server, to a new name",
      );
      expect(compareDumps(await dumpTables(store), before)).to.deep.equal([]);
    }));

  it("that fails midway leaves the database empty, and can be repeated", () =>
    withDatabase(async (store) => {
      const { backup, then } = lent.begun;
      const before = await dumpTables(store);
      const failing: Store = {
        ...store,
        loadFile: (table, columns, file) =>
          table === "rebuilt_signed_matches"
            ? Promise.reject(new Error("no room"))
            : store.loadFile(table, columns, file),
      };
      expect(await refusalOf(put(failing, backup))).to.equal("no room");
      expect(compareDumps(await dumpTables(store), before)).to.deep.equal([]);
      await recover(store);
      await put(store, backup);
      expect(compareDumps(await dumpTables(store), then)).to.deep.equal([]);
    }));
});
