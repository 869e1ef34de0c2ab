import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  engineIn,
  spoolIn,
} from "../../../clickhouse/engine/data-directory.ts";
import { readNote } from "../../../clickhouse/engine/engine-note.ts";
import {
  findEngine,
  useEngine,
} from "../../../clickhouse/engine/use-engine.ts";
import { withFolder } from "../../support/command/folders.ts";
import { withEngineOn } from "../../support/database/with-database.ts";
import { answer, configFor, enginesOn, untilEnded } from "./engines.ts";
import { engineOf, startUser } from "./start-user.ts";

/** CRASH_CASES=200 makes more of them. */
const CASES = Number(process.env["CRASH_CASES"] ?? 3);

/** Expects that one engine runs on a directory, and starts have left nothing. */
function expectOne(dataDir: string, pid: number): void {
  expect(enginesOn(dataDir)).to.deep.equal([pid]);
  expect(readdirSync(spoolIn(dataDir))).to.deep.equal([]);
  const files = readdirSync(engineIn(dataDir)).map((name) =>
    name.replace(/^start-.*/, "start"),
  );
  expect(files).to.have.members([
    "clickhouse.log",
    "note.json",
    "reader-password",
    "start",
  ]);
}

describe("an engine", function () {
  this.timeout(120_000);

  it("is started by the first process and found by others", () =>
    withFolder(async (folder) => {
      expect(await findEngine(configFor(folder))).to.equal(undefined);
      expect(readdirSync(folder)).to.deep.equal([]);
      const user = await startUser(folder);
      await withEngineOn(folder, async (engine) => {
        expect(engine.pid).to.equal(engineOf(user));
        expect(await answer(engine.admin, "SELECT 1")).to.equal("1");
        expect(await answer(engine.reader, "SELECT 2")).to.equal("2");
        expectOne(folder, engine.pid);
        await user.end();
        await engine.stop();
        await untilEnded(engine.pid);
      });
      expect(readNote(folder)).to.equal(undefined);
    }));

  it("is found by another path of its directory", () =>
    withFolder((folder) =>
      withEngineOn(join(folder, "data"), async ({ pid }) => {
        symlinkSync("data", join(folder, "link"));
        const found = await findEngine(configFor(join(folder, "link")));
        expect(found?.pid).to.equal(pid);
        found?.release();
      }),
    ));

  it("is single when many processes start it at the same time", () =>
    withFolder(async (folder) => {
      const users = await Promise.all(
        Array.from({ length: 4 }, () => startUser(folder)),
      );
      const [pid = 0, ...others] = new Set(users.map(engineOf));
      expect(others).to.deep.equal([]);
      expectOne(folder, pid);
      await Promise.all(users.map((user) => user.end()));
      await untilEnded(pid);
    }));

  it("is single each time two processes start it", () =>
    withFolder(async (folder) => {
      for (let i = 0; i < CASES; i++) {
        const users = await Promise.all([
          useEngine(configFor(folder)),
          useEngine(configFor(folder)),
        ]);
        expect(users[0].pid).to.equal(users[1].pid);
        expectOne(folder, users[0].pid);
        await Promise.all(users.map((user) => user.stop()));
        expect(enginesOn(folder)).to.deep.equal([]);
      }
    }));

  it("restarts with its stored data after it is killed", () =>
    withFolder(async (folder) => {
      for (let i = 0; i < CASES; i++) {
        const engine = await useEngine(configFor(folder));
        if (i === 0)
          await answer(
            engine.admin,
            "CREATE TABLE kept (i UInt32) ENGINE = MergeTree ORDER BY i",
          );
        await answer(engine.admin, `INSERT INTO kept VALUES (${i})`);
        expect(await answer(engine.admin, "SELECT count() FROM kept")).to.equal(
          String(i + 1),
        );
        process.kill(engine.pid, "SIGKILL");
        await engine.lost;
        expect(await findEngine(configFor(folder))).to.equal(undefined);
      }
      await withEngineOn(folder, ({ pid }) => {
        // Starts that were killed have left their folders, for two minutes.
        const starts = readdirSync(engineIn(folder)).filter((name) =>
          name.startsWith("start-"),
        );
        expect(starts).to.have.length(CASES + 1);
        expect(readNote(folder)?.pid).to.equal(pid);
        return Promise.resolve();
      });
    }));
});
