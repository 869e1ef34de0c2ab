import { cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { logIn } from "../../../clickhouse/engine/data-directory.ts";
import { readNote } from "../../../clickhouse/engine/engine-note.ts";
import {
  findEngine,
  useEngine,
  type Engine,
} from "../../../clickhouse/engine/use-engine.ts";
import { withFolder } from "../../support/command/folders.ts";
import { withEngineOn } from "../../support/database/with-database.ts";
import { answer, configFor, isRunning, untilEnded } from "./engines.ts";
import { engineOf, startUser, type EngineUser } from "./start-user.ts";

const IDLE_MILLISECONDS = 3000;

/** An otherwise idle machine needs half a second more. */
const LATE_MILLISECONDS = 15_000;

const ARRIVALS = 40;

/** Expects that an engine without users ends. */
async function expectIdleEnd(pid: number): Promise<void> {
  const waited = await untilEnded(pid);
  // The last user may have been gone for some moments.
  expect(waited).to.be.greaterThan(IDLE_MILLISECONDS - 500);
  expect(waited).to.be.lessThan(IDLE_MILLISECONDS + LATE_MILLISECONDS);
}

/** Uses an engine of a directory for a moment. */
async function visit(dataDir: string): Promise<number> {
  const engine = await useEngine(configFor(dataDir));
  try {
    expect(await answer(engine.admin, "SELECT 1")).to.equal("1");
    return engine.pid;
  } finally {
    engine.release();
  }
}

describe("an engine stops", function () {
  this.timeout(120_000);

  const ENDS: Record<string, (user: EngineUser) => Promise<void>> = {
    ended: (user) => user.end(),
    "was killed": (user) => user.signal("SIGKILL"),
    // The engine is not in the command's process group.
    "got Ctrl-C": (user) => user.signal("SIGINT"),
    "lost its terminal": (user) => user.signal("SIGHUP"),
  };

  it("three seconds after its last user is gone, however that ended", () =>
    Promise.all(
      Object.values(ENDS).map((end) =>
        withFolder(async (folder) => {
          const [first, last] = await Promise.all([
            startUser(folder),
            startUser(folder),
          ]);
          const pid = engineOf(last);
          await end(first);
          await sleep(1000);
          await end(last);
          expect(isRunning(pid)).to.equal(true);
          await expectIdleEnd(pid);
          expect(readNote(folder)).to.equal(undefined);
          expect(readFileSync(logIn(folder), "utf8")).to.equal("");
        }),
      ),
    ));

  it("never while a process is connecting", () =>
    withFolder(async (folder) => {
      const engine = await useEngine(configFor(folder));
      engine.release();
      const pids = await Promise.all(
        Array.from({ length: ARRIVALS }, async (_, arrival) => {
          // From half a second before it stops to half a second after.
          const share = arrival / ARRIVALS - 0.5;
          await sleep(IDLE_MILLISECONDS + 250 + 1000 * share);
          return visit(folder);
        }),
      );
      expect(pids).to.have.length(ARRIVALS);
      const last = await useEngine(configFor(folder));
      await last.stop();
    }));

  it("at once on request, and removes its note", () =>
    withFolder(async (folder) => {
      const engine = await useEngine(configFor(folder));
      const since = performance.now();
      await engine.stop();
      expect(performance.now() - since).to.be.lessThan(IDLE_MILLISECONDS);
      expect(isRunning(engine.pid)).to.equal(false);
      await engine.lost;
      expect(await findEngine(configFor(folder))).to.equal(undefined);
      expect(readNote(folder)).to.equal(undefined);
    }));

  it("at once when it was asked to and its last user disconnects", () =>
    withFolder(async (folder) => {
      const [first, second] = await Promise.all([
        useEngine(configFor(folder)),
        useEngine(configFor(folder)),
      ]);
      await first.stop();
      // But not earlier.
      expect(await answer(second.admin, "SELECT 1")).to.equal("1");
      second.release();
      expect(await untilEnded(second.pid)).to.be.lessThan(IDLE_MILLISECONDS);
    }));

  it("in order on SIGTERM, and notifies its users", () =>
    withFolder(async (folder) => {
      const engine = await useEngine(configFor(folder));
      process.kill(engine.pid, "SIGTERM");
      await engine.lost;
      const next = await useEngine(configFor(folder));
      expect(next.pid).not.to.equal(engine.pid);
      await next.stop();
    }));

  it("after some seconds if statements are running", () =>
    withFolder(async (folder) => {
      const engine = await useEngine(configFor(folder));
      const endless = answer(
        engine.admin,
        "SELECT sleepEachRow(3) FROM numbers(100) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null",
      ).then(
        () => "answered",
        () => "failed",
      );
      await sleep(300);
      const since = performance.now();
      await engine.stop();
      expect(performance.now() - since).to.be.lessThan(12_000);
      expect(await endless).to.equal("failed");
      expect(isRunning(engine.pid)).to.equal(false);
    }));

  it("when its directory is removed or moved away", () =>
    withFolder(async (folder) => {
      const use = (name: string): Promise<Engine> =>
        useEngine(configFor(join(folder, name)));
      const [removed, moved] = await Promise.all([use("gone"), use("here")]);
      rmSync(join(folder, "gone"), { recursive: true });
      await answer(
        moved.admin,
        "CREATE TABLE kept (i UInt32) ENGINE = MergeTree ORDER BY i",
      );
      renameSync(join(folder, "here"), join(folder, "there"));
      // The engine of the old place is never that of the new one.
      const there = await use("there");
      expect(there.pid).not.to.equal(moved.pid);
      expect(await answer(there.admin, "EXISTS kept")).to.equal("1");
      await Promise.all([removed.lost, moved.lost]);
      await Promise.all([untilEnded(removed.pid), untilEnded(moved.pid)]);
      expect(existsSync(join(folder, "gone"))).to.equal(false);
      expect(existsSync(join(folder, "here"))).to.equal(false);
      await there.stop();
    }));
});

describe("a copy of a directory in use", function () {
  this.timeout(60_000);

  it("gets its own engine, and does not affect the original", () =>
    withFolder((folder) =>
      withEngineOn(join(folder, "data"), async (original) => {
        await answer(
          original.admin,
          "CREATE TABLE kept (i UInt32) ENGINE = MergeTree ORDER BY i",
        );
        await answer(original.admin, "INSERT INTO kept VALUES (1)");
        cpSync(join(folder, "data"), join(folder, "copy"), {
          recursive: true,
          preserveTimestamps: true,
        });
        const note = readNote(join(folder, "data"));
        expect(readNote(join(folder, "copy"))).to.deep.equal(note);
        expect(await findEngine(configFor(join(folder, "copy")))).to.equal(
          undefined,
        );
        await withEngineOn(join(folder, "copy"), async (copy) => {
          expect(copy.pid).not.to.equal(original.pid);
          await answer(copy.admin, "INSERT INTO kept VALUES (2)");
          const rows =
            "SELECT groupArray(i) FROM (SELECT i FROM kept ORDER BY i)";
          expect(await answer(copy.admin, rows)).to.equal("[1,2]");
          expect(await answer(original.admin, rows)).to.equal("[1]");
          expect(readNote(join(folder, "data"))).to.deep.equal(note);
        });
        expect(readNote(join(folder, "data"))).to.deep.equal(note);
        expect(await answer(original.admin, "SELECT 1")).to.equal("1");
      }),
    ));
});
