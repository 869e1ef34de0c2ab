import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { tablesIn } from "../../clickhouse/engine/data-directory.ts";
import { withFolder } from "../support/command/folders.ts";
import { asCommand } from "../support/database/as-command.ts";
import { withEngineOn } from "../support/database/with-database.ts";

const QUESTION = {
  name: "kept",
  sql: "SELECT toUInt32(event_id) AS id FROM event_ids",
};

describe("the empty definition of a table, left by a full disk", () => {
  it("is removed when the engine starts, and all other tables remain", () =>
    withFolder(async (folder) => {
      const settings = { DATA_DIR: folder };
      await asCommand(settings, (store) =>
        store.command({
          name: "keep",
          sql: "INSERT INTO event_ids (event_id) VALUES (7)",
        }),
      );
      await withEngineOn(folder, () => Promise.resolve());

      const tables = join(tablesIn(folder), "store");
      const names = readdirSync(tables, { recursive: true, encoding: "utf8" });
      const event_ids = names.find((name) => name.endsWith("/event_ids.sql"));
      const lost = join(tables, event_ids ?? "", "..", "lost.sql");
      writeFileSync(lost, "");
      await asCommand(settings, async (store) => {
        expect(await store.rows(QUESTION)).to.deep.equal([{ id: 7 }]);
      });
      await withEngineOn(folder, () => Promise.resolve());
      expect(existsSync(lost)).to.equal(false);
      expect(existsSync(join(tables, event_ids ?? ""))).to.equal(true);
    }));
});
