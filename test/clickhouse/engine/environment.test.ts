import {
  chmodSync,
  readdirSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  engineIn,
  spoolIn,
  tablesIn,
} from "../../../clickhouse/engine/data-directory.ts";
import { readNote } from "../../../clickhouse/engine/engine-note.ts";
import { withFolder } from "../../support/command/folders.ts";
import { openIn } from "../../support/database/open-in.ts";
import { testEngine } from "../../support/test-engine.ts";
import { withEngineOn } from "../../support/database/with-database.ts";
import { answer, ask, isRunning, readProcess } from "./engines.ts";
import { engineOf, startUser } from "./start-user.ts";

/**
 * Variables that a command may have in its environment, and an engine must
 * not.
 */
const ENVIRONMENT = {
  API_KEYS: `dashboard:read:${"0".repeat(64)}`,
  AWS_ACCESS_KEY_ID: "key-of-the-command",
  AWS_SECRET_ACCESS_KEY: "secret-of-the-command",
  CLICKHOUSE_PASSWORD: "password-of-the-command",
  NODE_OPTIONS: "--max-old-space-size=512",
  TZ: "Pacific/Chatham",
};

/** Names and values of the environment of a process. */
const environmentOf = (pid: number): Map<string, string> =>
  new Map(
    readProcess(pid, "environ")
      .split("\0")
      .filter((text) => text !== "")
      .map((text) => {
        const [name = "", ...value] = text.split("=");
        return [name, value.join("=")];
      }),
  );

/** The addresses on which a process listens, in the kernel's hexadecimals. */
function listensOn(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return "";
      }
    }),
  );
  const LISTENING = "0A";
  return ["net/tcp", "net/tcp6", "net/udp", "net/udp6"].flatMap((file) =>
    readProcess(pid, file)
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(
        ([, , , state, , , , , , inode]) =>
          (state === LISTENING || file.startsWith("net/udp")) &&
          sockets.has(`socket:[${inode}]`),
      )
      .map(([, address = ""]) => address),
  );
}

/** 127.0.0.1 and a port, as the kernel writes it. */
const loopback = (port: number): string =>
  `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;

describe("the process of an engine", function () {
  this.timeout(60_000);

  it("inherits only a few TLS settings from a command's environment", () =>
    withFolder(async (folder) => {
      const user = await startUser(folder, ENVIRONMENT);
      const env = environmentOf(engineOf(user));
      const allowed = [
        ...["TZ", "LANG", "TMPDIR", "LD_LIBRARY_PATH"],
        ...["SSL_CERT_DIR", "SSL_CERT_FILE"],
      ];
      expect([...env.keys()].filter((name) => !allowed.includes(name))).to.be
        .empty;
      expect(env.get("TZ")).to.equal("UTC");
      expect(readlinkSync(`/proc/${engineOf(user)}/fd/0`)).to.equal(
        "/dev/null",
      );
      // It may contain other open files of the command.
      for (const fd of [1, 2])
        expect(readlinkSync(`/proc/${engineOf(user)}/fd/${fd}`)).to.match(
          /\/engine\/start-\w+\/stderr$/,
        );
      await user.signal("SIGKILL");
    }));

  it("has its own session", () =>
    withFolder(async (folder) => {
      const user = await startUser(folder);
      const pid = engineOf(user);
      const stat = readProcess(pid, "stat").split(") ")[1]?.split(" ") ?? [];
      const [, , group, session, terminal] = stat;
      expect([group, session, terminal]).to.deep.equal([
        `${pid}`,
        `${pid}`,
        "0",
      ]);
      await user.end();
    }));

  it("creates files that only its user can read, whatever the umask", () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, "new", "data");
      const user = await startUser(dataDir, { TEST_UMASK: "0" });
      const note = readNote(dataDir);
      const endpoint = {
        url: `http://127.0.0.1:${note?.httpPort}`,
        user: "touchline",
        password: note?.adminPassword ?? "",
      };
      await ask(endpoint, "CREATE DATABASE game");
      await ask(endpoint, "CREATE TABLE game.t (i UInt8) ORDER BY i");
      await ask(endpoint, "INSERT INTO game.t VALUES (1)");
      expect(openIn(folder)).to.deep.equal([]);
      expect(readProcess(engineOf(user), "status")).to.match(/^Umask:\t0077$/m);
      await user.end();
    }));

  it("makes the folders of an older version private", () =>
    withFolder((folder) =>
      withEngineOn(folder, async (engine) => {
        await engine.stop();
        const folders = [tablesIn(folder), spoolIn(folder), engineIn(folder)];
        for (const one of folders) chmodSync(one, 0o755);
        await withEngineOn(folder, () => {
          for (const one of folders)
            expect(statSync(one).mode & 0o777).to.equal(0o700);
          return Promise.resolve();
        });
      }),
    ));

  it("listens on loopback only, for presence and HTTP", () =>
    withFolder((folder) =>
      withEngineOn(folder, (engine) => {
        const note = readNote(folder);
        expect(listensOn(engine.pid)).to.have.members([
          loopback(note?.presencePort ?? 0),
          loopback(note?.httpPort ?? 0),
        ]);
        return Promise.resolve();
      }),
    ));

  it("survives clients that disconnect while they are answered or refused", async () => {
    const { admin, pid } = await testEngine();
    const { port } = new URL(admin.url);
    const attempts = [
      ["default", "", "SELECT 1"],
      [admin.user, "guessed", "SELECT 1"],
      [admin.user, admin.password, "BROKEN"],
      [admin.user, admin.password, "SELECT number FROM numbers(10000000)"],
      [
        admin.user,
        admin.password,
        "SELECT throwIf(number > 1e5) FROM numbers(1e6)",
      ],
    ] as const;
    for (let delay = 0; delay < 10; delay++)
      await Promise.all(
        attempts.map(async ([user, password, sql]) => {
          const socket = connect(Number(port), "127.0.0.1");
          await once(socket, "connect");
          socket.write(
            `POST / HTTP/1.1\r\nHost: a\r\nX-ClickHouse-User: ${user}\r\nX-ClickHouse-Key: ${password}\r\nContent-Length: ${sql.length}\r\n\r\n${sql}`,
          );
          await sleep(delay);
          socket.resetAndDestroy();
        }),
      );
    expect(await answer(admin, "SELECT 1")).to.equal("1");
    expect(isRunning(pid)).to.equal(true);
  });

  it("limits its log to a few megabytes", () =>
    withFolder((folder) =>
      withEngineOn(folder, async ({ admin }) => {
        // Refused, and logged, with the whole of its text.
        const refused = `SELECT throwIf(1, '${"x".repeat(200_000)}')`;
        for (let count = 0; count < 90; count++) await ask(admin, refused);
        const list = () =>
          readdirSync(engineIn(folder)).filter((name) =>
            name.startsWith("clickhouse.log"),
          );
        // 18 MB; files that are full are compressed, by and by.
        while (!list().some((name) => name.endsWith(".gz"))) await sleep(50);
        const logs = list();
        expect(logs.length).to.be.lessThan(4);
        for (const name of logs)
          expect(statSync(join(engineIn(folder), name)).size).to.be.lessThan(
            6_000_000,
          );
      }),
    ));

  it("removes table definitions for which the disk had no room", () =>
    withFolder(async (folder) => {
      await withEngineOn(folder, async ({ admin }) => {
        await answer(admin, "CREATE DATABASE game");
        for (const name of ["kept", "lost"])
          await answer(admin, `CREATE TABLE game.${name} (i UInt8) ORDER BY i`);
        await answer(admin, "INSERT INTO game.kept VALUES (1)");
      });
      const store = join(tablesIn(folder), "store");
      const lost = readdirSync(store, {
        recursive: true,
        encoding: "utf8",
      }).find((name) => name.endsWith("/lost.sql"));
      writeFileSync(join(store, lost ?? ""), "");
      await withEngineOn(folder, async ({ admin }) => {
        expect(await answer(admin, "SHOW TABLES FROM game")).to.equal("kept");
        expect(await answer(admin, "SELECT i FROM game.kept")).to.equal("1");
      });
    }));
});
