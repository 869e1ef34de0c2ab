import {
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { messageOf } from "../../../common/errors.ts";
import {
  MANIFEST,
  renderManifest,
  type Manifest,
} from "../../../upkeep/backup/manifest.ts";
import { PUBLISHED_TABLES } from "../../../clickhouse/schema/tables.ts";
import { withDatabase } from "../../support/database/with-database.ts";
import { put } from "./begun.ts";
import { lendBackup } from "./lend-backup.ts";

/** PROPERTY_CASES=2000 damages that many bytes. */
const CASES = Number(process.env["PROPERTY_CASES"] ?? 10);

/** Whether each file is damaged in each way; else in one. */
const EACH_DAMAGE = process.env["PROPERTY_CASES"] !== undefined;

describe("a damaged backup", function () {
  this.timeout(240_000);

  const lent = lendBackup();

  it("is rejected whichever byte differs, and the database stays empty", async () => {
    const { backup } = lent.begun;
    const files = readdirSync(backup);
    expect(files).to.have.length(PUBLISHED_TABLES.length + 2);
    await withDatabase(async (store) => {
      const refuse = async (path: string, damage: () => void) => {
        const whole = readFileSync(path);
        damage();
        const message = await put(store, backup).then(() => "", messageOf);
        writeFileSync(path, whole);
        expect(message)
          .to.contain(path)
          .and.match(/Restore another backup/);
      };
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...files),
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          fc.integer({ min: 1, max: 255 }),
          async (file, place, change) => {
            const path = join(backup, file);
            await refuse(path, () => {
              const bytes = readFileSync(path);
              const at = Math.floor(place * bytes.length);
              bytes[at] = (bytes[at] ?? 0) ^ change;
              writeFileSync(path, bytes);
            });
          },
        ),
        { numRuns: CASES },
      );
      const damages: ((path: string) => void)[] = [
        (path) => truncateSync(path, 10),
        (path) => writeFileSync(path, "\n", { flag: "a" }),
        (path) => rmSync(path),
      ];
      for (const [index, file] of files.entries())
        for (const [number, damage] of damages.entries()) {
          const path = join(backup, file);
          const isItsTurn = EACH_DAMAGE || number === index % damages.length;
          if (isItsTurn && !(file === MANIFEST && damage === damages[2]))
            await refuse(path, () => damage(path));
        }
      const path = join(backup, MANIFEST);
      const manifest = readFileSync(path);
      rmSync(path);
      const message = await put(store, backup).then(() => "", messageOf);
      writeFileSync(path, manifest);
      expect(message).to.match(
        /backup is not a complete backup: it has no manifest\.json, which is written last\. Name the folder of another backup$/,
      );
      const [{ rows } = { rows: 1 }] = await store.query<{ rows: number }>({
        name: "rows",
        sql: "SELECT sum(rows) AS rows FROM system.parts WHERE database = currentDatabase() AND active AND table != 'migrations' AND position(table, 'writer_lock') = 0",
      });
      expect(Number(rows)).to.equal(0);
    });
  });

  it("is rejected if its manifest was changed and has a matching hash", async () => {
    const { backup } = lent.begun;
    const path = join(backup, MANIFEST);
    const { sha256, ...manifest } = JSON.parse(
      readFileSync(path, "utf8"),
    ) as Manifest & { readonly sha256: string };
    expect(sha256).to.have.length(64);
    const { last, tables } = manifest;
    const [first, ...others] = tables;
    const LEDGER = "its last run is not that of its ledger";
    const changes: [change: object, file: string, why: string][] = [
      [{ last: null }, path, "it has rows, and no last run"],
      [{ last: { ...last, runId: 1 } }, path, LEDGER],
      [{ last: { ...last, runId: 99 } }, path, LEDGER],
      [{ last: { ...last, request: "another" } }, path, LEDGER],
      [{ last: { ...last, startedAt: 1 } }, path, LEDGER],
      [{ last: {} }, path, "last is not what a backup has"],
      [
        { last: { ...last, runId: "2" } },
        path,
        "last is not what a backup has",
      ],
      [{ tables: null }, path, "tables is not what a backup has"],
      [{ tables: {} }, path, "tables is not what a backup has"],
      [{ tables: [] }, path, "it does not name every table once"],
      [{ tables: others }, path, "it does not name every table once"],
      [
        { tables: [...tables, first] },
        path,
        "it does not name every table once",
      ],
      [
        { tables: [{ ...first, table: "../x" }, ...others] },
        path,
        "it does not name every table once",
      ],
      [
        { tables: [{ ...first, rows: -1 }, ...others] },
        path,
        "tables is not what a backup has",
      ],
      [
        { tables: tables.map((entry) => ({ ...entry, rows: 0 })) },
        join(backup, "ledger.native.gz"),
        "it has rows, and the manifest names none",
      ],
      [{ schema: "1" }, path, "schema is not what a backup has"],
      [{ format: null }, path, "format is not what a backup has"],
      [{ takenAt: 1 }, path, "takenAt is not what a backup has"],
      [{ takenAt: undefined }, path, "it is not what a backup has"],
    ];
    await withDatabase(async (store) => {
      for (const [change, file, why] of changes) {
        writeFileSync(path, renderManifest({ ...manifest, ...change }));
        const message = await put(store, backup).then(() => "", messageOf);
        const refused = `${file} is damaged: ${why}; nothing was changed. Restore another backup, or a whole copy of this one`;
        expect(message).to.equal(refused);
      }
      writeFileSync(path, renderManifest(manifest));
      expect((await put(store, backup)).repeated).to.equal(false);
    });
  });
});
