import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openPlace } from "../../clickhouse/place.ts";
import {
  canReadFilesIn,
  readBlocks,
} from "../../clickhouse/connection/read-blocks.ts";
import { readConfig } from "../../common/settings/config.ts";
import { runHere } from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";
import { PING, REGISTRATION } from "../support/command/lend-workspace.ts";
import { testEngine } from "../support/test-engine.ts";
import { answer, configFor } from "./engine/engines.ts";
import { findEngine } from "../../clickhouse/engine/use-engine.ts";
import { Connection } from "../../clickhouse/connection/connection.ts";
import { withSession } from "../../clickhouse/connection/session.ts";

/** Folders whose names mean something in SQL, in a URL or in a shell. */
const NAMES = ["it's", 'a "quote"', "50%41 #1&2+3", "a\\b", "ünï 日本", " "];

const COLUMNS = { number: "UInt64", text: "String" };

describe("block files that the engine reads in place", function () {
  this.timeout(60_000);

  it("may be in folders with any name without a wild card", () =>
    withFolder(async (parent) => {
      const engine = await testEngine();
      const admin = { ...engine.admin, database: "default" };
      const connection = new Connection(admin, {
        id: "test",
        timeout: 10_000,
        delays: [],
      });
      for (const name of NAMES) {
        const folder = join(parent, name);
        mkdirSync(folder);
        expect(canReadFilesIn(folder)).to.equal(true);
        const files = { folder, ending: ".of-this.native" };
        const rows = await withSession(
          connection,
          {
            ...{ readsFiles: true, compress: false },
            ...{ isReplicated: false, isDurable: false },
          },
          async (session) => {
            const none = await session.loadBlocks("none", COLUMNS, files);
            for (const [file, first] of [
              ["1.of-this.native", 0],
              ["2.of-this.native", 10],
              ["3.of-others.native", 20],
            ] as const) {
              const path = join(folder, file)
                .replaceAll("\\", "\\\\")
                .replaceAll("'", "\\'");
              await session.command({
                name: "write-file",
                sql: `INSERT INTO FUNCTION file('${path}', 'Native') SELECT ${first} + number AS number, 'x' AS text FROM numbers(5)`,
              });
            }
            const some = await session.loadBlocks("some", COLUMNS, files);
            return session.rows({
              name: "sum",
              sql: `SELECT toUInt32(sum(number)) AS sum, count() AS rows, (SELECT count() FROM ${none}) AS none FROM ${some}`,
            });
          },
        );
        expect(rows, name).to.deep.equal([{ sum: 70, rows: 10, none: 0 }]);
      }
      await connection.close();
    }));

  it("list the columns that the files have", () =>
    withFolder(async (folder) => {
      const { admin } = await testEngine();
      await answer(
        admin,
        `INSERT INTO FUNCTION file('${folder}/1.native', 'Native') SELECT 1 AS number`,
      );
      const source = readBlocks(
        { nubmer: "UInt64" },
        { folder, ending: ".native" },
      );
      const failure = await answer(admin, `SELECT * FROM ${source}`).catch(
        String,
      );
      expect(failure).to.match(/\(UNKNOWN_IDENTIFIER\)/);
    }));

  it("are sent if a path contains a wild card", () =>
    withFolder(async (parent) => {
      for (const name of ["a*b", "what?", "{1,2}"]) {
        expect(canReadFilesIn(join(parent, name))).to.equal(false);
      }
      const dataDir = join(parent, "{1,2}*?");
      const config = configFor(dataDir);
      const place = await openPlace(
        readConfig({ DATA_DIR: dataDir }),
        "create",
      );
      expect(place.readsFiles).to.equal(false);
      const { status, stderr } = await runHere(
        ["ingest", "--workers", "1", "-"],
        { env: { DATA_DIR: dataDir }, input: `${REGISTRATION}\n${PING}\n` },
      );
      expect(status, stderr).to.equal(0);
      expect(stderr).to.match(/accepted\s+2/);
      expect(
        await answer({ ...place.admin }, "SELECT count() FROM game.event_ids"),
      ).to.equal("2");
      place.release();
      await (await findEngine(config))?.stop();
    }));
});
