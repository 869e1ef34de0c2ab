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
import { messageOf } from "../../common/errors.ts";
import { PUBLISHED_TABLES } from "../../clickhouse/tables.ts";
import { withFolder } from "../support/folders.ts";
import { withDatabase } from "../support/with-database.ts";
import { begin, put } from "./begun.ts";

/** PROPERTY_CASES=2000 damages as many bytes. */
const CASES = Number(process.env["PROPERTY_CASES"] ?? 60);

describe("a backup that is not as it was written", function () {
  this.timeout(240_000);

  it("is refused whatever byte of it is another, and the database stays empty", () =>
    withFolder(async (folder) => {
      const { backup } = await begin(folder);
      const files = readdirSync(backup);
      expect(files).to.have.length(PUBLISHED_TABLES.length + 2);
      await withDatabase(async (store) => {
        const refuse = async (path: string, damage: () => void) => {
          const whole = readFileSync(path);
          damage();
          const said = await put(store, backup).then(() => "", messageOf);
          writeFileSync(path, whole);
          expect(said)
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
        for (const file of files) {
          const path = join(backup, file);
          await refuse(path, () => truncateSync(path, 10));
          await refuse(path, () => writeFileSync(path, "\n", { flag: "a" }));
          if (file !== "manifest.json") await refuse(path, () => rmSync(path));
        }
        rmSync(join(backup, "manifest.json"));
        const said = await put(store, backup).then(() => "", messageOf);
        expect(said).to.match(
          /backup is no whole backup: it has no manifest\.json, which is written last\. Name the folder of another backup$/,
        );
        const [{ rows } = { rows: 1 }] = await store.query<{ rows: number }>({
          name: "rows",
          sql: "SELECT sum(rows) AS rows FROM system.parts WHERE database = currentDatabase() AND active AND table != 'migrations' AND position(table, 'writer_lock') = 0",
        });
        expect(Number(rows)).to.equal(0);
      });
    }));
});
