import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  engineIn,
  makeDataDirectory,
  tablesIn,
} from "../../../clickhouse/engine/data-directory.ts";
import { readNote, writeNote } from "../../../clickhouse/engine/engine-note.ts";
import {
  libraryPath,
  loadLibrary,
} from "../../../clickhouse/engine/load-library.ts";
import { useEngine } from "../../../clickhouse/engine/use-engine.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { runHere } from "../../support/command/command.ts";
import { withFolder } from "../../support/command/folders.ts";
import { ordinaryUser } from "../../support/command/ordinary-user.ts";
import { withEngineOn } from "../../support/database/with-database.ts";
import { answer, configFor, enginesOn, untilEnded } from "./engines.ts";
import { startUser } from "./start-user.ts";

/** Lends a port on which another server listens. */
async function withTakenPort<T>(
  work: (port: number) => Promise<T>,
): Promise<T> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

/** The one line with the reason that there is no engine; nothing else remains. */
async function failureOf(
  dataDir: string,
  settings: NodeJS.ProcessEnv = {},
  heldMilliseconds = 0,
): Promise<string> {
  const use = useEngine(configFor(dataDir, settings), heldMilliseconds);
  const error = await use.then(
    (engine) => {
      engine.release();
      throw new Error("it has started");
    },
    (error: unknown) => error,
  );
  expect(error).to.be.instanceOf(TouchlineError);
  const { message } = error as TouchlineError;
  expect(message.split("\n")).to.have.length(1);
  expect(message.length).to.be.lessThan(900);
  return message;
}

/** The same for a process that starts with `prefix`. */
async function failureBehind(
  prefix: readonly string[],
  dataDir: string,
): Promise<string> {
  const user = await startUser(dataDir, {}, prefix);
  await user.end();
  const { report } = user;
  if (!("failure" in report)) throw new Error("it has started");
  expect(report.failure.split("\n")).to.have.length(1);
  return report.failure;
}

/** Expects that a failed start has left nothing. */
async function expectNothingLeft(dataDir: string): Promise<void> {
  // It ends once it has reported why.
  await Promise.all(enginesOn(dataDir).map(untilEnded));
  const starts = readdirSync(engineIn(dataDir)).filter((name) =>
    name.startsWith("start-"),
  );
  expect(starts).to.deep.equal([]);
  expect(readNote(dataDir)).to.equal(undefined);
}

describe("an engine that does not start", function () {
  this.timeout(60_000);

  it("reports its port if that is in use", () =>
    withFolder((folder) =>
      withTakenPort(async (port) => {
        const settings = { ENGINE_HTTP_PORT: String(port) };
        expect(await failureOf(folder, settings)).to.match(
          new RegExp(
            `^ClickHouse cannot listen on the port ${port} \\(.*Address already in use.*\\): set ENGINE_HTTP_PORT to a free port, or unset it$`,
          ),
        );
        await expectNothingLeft(folder);
      }),
    ));

  it("ends a command with status 1 and one line", () =>
    withFolder((folder) =>
      withTakenPort(async (port) => {
        const file = join(folder, "events.jsonl");
        writeFileSync(file, "{}\n");
        const { status, stdout, stderr } = await runHere(["ingest", file], {
          env: { DATA_DIR: join(folder, "data"), ENGINE_HTTP_PORT: `${port}` },
        });
        expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
        expect(stderr).to.match(
          /^touchline: ClickHouse cannot listen on the port [^\n]+\n$/,
        );
      }),
    ));

  it("reports a file in place of its directory", () =>
    withFolder(async (folder) => {
      const file = join(folder, "data");
      writeFileSync(file, "");
      for (const path of [file, join(file, "deeper")])
        expect(await failureOf(path)).to.match(
          /^cannot write to the data directory \S+ \(.*\)\. Move away the file in its place, or set DATA_DIR to another folder$/,
        );
    }));

  it("reports a directory that its user cannot write to", function () {
    const prefix = ordinaryUser();
    if (!prefix) return this.skip();
    return withFolder(async (folder) => {
      chmodSync(folder, 0o755);
      mkdirSync(join(folder, "data"), { mode: 0o755 });
      chmodSync(join(folder, "data"), 0o555);
      for (const path of ["data", "data/deeper"])
        expect(await failureBehind(prefix, join(folder, path))).to.match(
          /^cannot write to the data directory \S+ \(EACCES.*\)\. Make it writable, or set DATA_DIR to another folder$/,
        );
    });
  });

  it("reports a file that its user cannot write to, as after a run with sudo", function () {
    const prefix = ordinaryUser();
    if (!prefix?.length) return this.skip();
    return withFolder(async (folder) => {
      chmodSync(folder, 0o755);
      const home = join(folder, "data");
      const { pid, lost } = await useEngine(configFor(home));
      process.kill(pid, "SIGKILL");
      await lost;
      // All but the file that engines lock.
      for (const name of readdirSync(home, {
        recursive: true,
        encoding: "utf8",
      }))
        if (!name.endsWith("/status"))
          chownSync(join(home, name), 65_534, 65_534);
      chownSync(home, 65_534, 65_534);
      const message = await failureBehind(prefix, home);
      expect(message).to.match(
        /^ClickHouse does not start: .*\/clickhouse\/status.*Permission denied/,
      );
    });
  });

  it("reports a full disk", function () {
    return withFolder(async (folder) => {
      const mount = [
        ...["unshare", "-m", "sh", "-ec"],
        'mount -t tmpfs -o size=1m none "$0"; head -c 2m /dev/zero > "$0/filler" 2>/dev/null || true; exec "$@"',
        folder,
      ];
      const { status } = spawnSync(mount[0] ?? "", [...mount.slice(1), "true"]);
      if (status !== 0) return this.skip();
      expect(await failureBehind(mount, join(folder, "data"))).to.match(
        /no space left on device/i,
      );
    });
  });

  it("reports an incomplete library", () =>
    withFolder((folder) => {
      const path = join(folder, "libchdb.so");
      writeFileSync(path, "");
      truncateSync(path, statSync(libraryPath()).size / 8);
      expect(() => loadLibrary(path)).to.throw(
        TouchlineError,
        `${path} is incomplete: run npm ci again`,
      );
      return Promise.resolve();
    }));

  it("reports ClickHouse's reason if a definition is damaged, and starts without it", () =>
    withFolder(async (folder) => {
      await withEngineOn(folder, async ({ admin }) => {
        await answer(admin, "CREATE DATABASE game");
        await answer(admin, "CREATE TABLE game.t (i UInt8) ORDER BY i");
      });
      const store = join(tablesIn(folder), "store");
      const names = readdirSync(store, { recursive: true, encoding: "utf8" });
      const file = join(
        store,
        names.find((name) => /t\.sql$/.test(name)) ?? "",
      );
      writeFileSync(file, "ATTACH NONSENSE\n");
      const message = await failureOf(folder);
      expect(message).to.match(
        /^ClickHouse does not start: Code: 62\. .*Syntax error/,
      );
      expect(message).to.contain("t.sql");
      await expectNothingLeft(folder);
      rmSync(file);
      await withEngineOn(folder, async ({ admin }) => {
        expect(await answer(admin, "EXISTS game.t")).to.equal("0");
      });
    }));
});

describe("an engine that cannot be reached", function () {
  this.timeout(60_000);

  it("is reported with what is known of it", () =>
    withFolder((folder) =>
      withEngineOn(folder, async ({ pid }) => {
        const note = readNote(folder);
        if (!note) throw new Error("it has no note");
        const message = (reason: string) =>
          `${reason}: stop that process, or set DATA_DIR to another folder`;
        // As written by another version.
        writeNote(folder, { ...note, protocol: 99 });
        expect(await failureOf(folder)).to.equal(
          message(
            `the data directory ${folder} is open in process ${pid}, the engine of another version of Touchline`,
          ),
        );
        // As in another container.
        rmSync(join(engineIn(folder), "note.json"));
        expect(await failureOf(folder)).to.match(
          /^another process has the database in \S+ open \(Code: 76\..*\), which cannot be reached from here, as in another container: stop that process, or set DATA_DIR to another folder$/,
        );
        // As a process of a version without an engine.
        const owner = join(folder, "owner.json");
        writeFileSync(owner, JSON.stringify({ pid: 7, command: "serve" }));
        expect(await failureOf(folder)).to.equal(
          message(
            `the data directory ${folder} is open in process 7 (serve), an older version of Touchline`,
          ),
        );
        rmSync(owner);
        writeNote(folder, note);
        // A process that has reported its failure is about to end.
        while (enginesOn(folder).length > 1) await sleep(20);
        expect(enginesOn(folder)).to.deep.equal([pid]);
      }),
    ));

  it("replaces a process of an older version that has ended", () =>
    withFolder(async (folder) => {
      makeDataDirectory(folder);
      writeFileSync(
        join(folder, "owner.json"),
        JSON.stringify({ pid: 7, command: "serve" }),
      );
      writeFileSync(join(folder, "touchline.sock"), "");
      await withEngineOn(folder, () => Promise.resolve());
      expect(readdirSync(folder)).to.have.members([
        "clickhouse",
        "engine",
        "spool",
      ]);
    }));
});
