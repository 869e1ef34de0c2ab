import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  engineIn,
  identityOf,
} from "../../../clickhouse/engine/data-directory.ts";
import {
  PROTOCOL,
  readNote,
  writeNote,
  type EngineNote,
} from "../../../clickhouse/engine/engine-note.ts";
import { attach, Presence } from "../../../clickhouse/engine/presence.ts";
import {
  findEngine,
  useEngine,
} from "../../../clickhouse/engine/use-engine.ts";
import { withFolder } from "../../support/command/folders.ts";
import { configFor } from "./engines.ts";

const DIRECTORY = { device: "1", inode: "2" };
const ELSEWHERE = { device: "1", inode: "3" };

const noteOf = (presencePort: number, secret = "secret"): EngineNote => ({
  protocol: PROTOCOL,
  pid: 1,
  started: "",
  directory: DIRECTORY,
  home: "/nowhere",
  presencePort,
  secret,
  httpPort: 1,
  adminPassword: "",
  readerPassword: "",
});

/** Lends the port of a server that does this with each connection. */
async function withStranger<T>(
  answer: (socket: Socket) => void,
  work: (port: number, sockets: readonly Socket[]) => Promise<T>,
): Promise<T> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined).resume();
    sockets.push(socket);
    answer(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work((server.address() as AddressInfo).port, sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const CHALLENGE = `${JSON.stringify({ challenge: "of a stranger" })}\n`;

/** Other servers that may listen on the port of a dead engine. */
const STRANGERS: Record<string, (socket: Socket) => void> = {
  "closes the connection": (socket) => socket.end(),
  "answers in another protocol": (socket) =>
    socket.write("220 mail.example ESMTP\r\n"),
  "answers nothing that is an object": (socket) => socket.write("null\n"),
  "answers without end": (socket) => socket.write(Buffer.alloc(100_000, 64)),
  "asks, and then answers nothing of the kind": (socket) => {
    socket.write(CHALLENGE);
    socket.once("data", () => socket.write("null\n"));
  },
  "knows the protocol but not the secret": (socket) => {
    socket.write(CHALLENGE);
    const welcome = { proof: "0".repeat(64), directory: DIRECTORY };
    socket.once("data", () => socket.write(`${JSON.stringify(welcome)}\n`));
  },
  "sends nothing": () => undefined,
};

describe("presence", function () {
  this.timeout(30_000);

  const withPresence = async (
    work: (presence: Presence) => Promise<void>,
  ): Promise<void> => {
    const presence = await Presence.listen("secret", DIRECTORY);
    presence.begin();
    try {
      await work(presence);
    } finally {
      presence.close();
    }
  };

  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(5);
  };

  it("counts a user until the user releases it or its process ends", () =>
    withPresence(async (presence) => {
      await sleep(20);
      expect(presence.idleMilliseconds).to.be.greaterThan(15);
      const users = await Promise.all(
        [1, 2].map(() => attach(noteOf(presence.port), DIRECTORY)),
      );
      expect(presence.idleMilliseconds).to.equal(0);
      users[0]?.release();
      await users[0]?.lost;
      expect(presence.idleMilliseconds).to.equal(0);
      users[1]?.release();
      await until(() => presence.idleMilliseconds > 0);
      expect(presence.idleMilliseconds).to.be.lessThan(1000);
    }));

  it("is not idle before it begins, however long the engine takes to start", async () => {
    const presence = await Presence.listen("secret", DIRECTORY);
    await sleep(20);
    expect(presence.idleMilliseconds).to.be.lessThan(0);
    presence.close();
  });

  it("reports to a user that releases it whether others use it", () =>
    withPresence(async (presence) => {
      const [first, second] = await Promise.all(
        [1, 2].map(() => attach(noteOf(presence.port), DIRECTORY)),
      );
      expect(await first?.dismiss()).to.equal(false);
      expect(presence.idleMilliseconds).to.equal(0);
      expect(await second?.dismiss()).to.equal(true);
      expect(presence.idleMilliseconds).to.equal(Infinity);
    }));

  it("belongs to one directory", () =>
    withPresence(async (presence) => {
      const note = noteOf(presence.port);
      expect(await attach(note, ELSEWHERE)).to.equal(undefined);
      // As where the note was changed, too.
      const copied = { ...note, directory: ELSEWHERE };
      expect(await attach(copied, ELSEWHERE)).to.equal(undefined);
      await until(() => presence.idleMilliseconds > 0);
    }));

  it("admits no connection without the secret", () =>
    withPresence(async (presence) => {
      const guessed = noteOf(presence.port, "guessed");
      expect(await attach(guessed, DIRECTORY)).to.equal(undefined);
      for (const sent of [
        "",
        "\n",
        "null\n",
        "GET / HTTP/1.1\r\n\r\n",
        `${JSON.stringify({ proof: 7, challenge: 8 })}\n`,
        "x".repeat(100_000),
      ]) {
        const socket = connect(presence.port, "127.0.0.1");
        socket.on("error", () => undefined).resume();
        await once(socket, "connect");
        socket.write(sent);
        await sleep(10);
        // A stranger does not keep the engine up.
        expect(presence.idleMilliseconds).to.be.greaterThan(0);
        if (sent !== "" && !socket.closed) await once(socket, "close");
        socket.destroy();
      }
    }));

  for (const [what, answer] of Object.entries(STRANGERS))
    it(`is not proved by another server that ${what}`, () =>
      withStranger(answer, async (port, sockets) => {
        expect(await attach(noteOf(port), DIRECTORY)).to.equal(undefined);
        // It has disconnected from the stranger.
        await until(() => sockets.every(({ closed }) => closed));
      }));

  it("does not exist if nothing listens", async () => {
    const port = await withStranger(
      () => undefined,
      (free) => Promise.resolve(free),
    );
    expect(await attach(noteOf(port), DIRECTORY)).to.equal(undefined);
  });
});

describe("the note of an engine that has died", function () {
  this.timeout(30_000);

  it("is replaced, whatever now listens on its ports", () =>
    withFolder((folder) =>
      withStranger(
        (socket) => socket.write("220 mail.example ESMTP\r\n"),
        async (port) => {
          const config = configFor(folder);
          const died = await useEngine(config);
          const note = readNote(folder);
          process.kill(died.pid, "SIGKILL");
          await died.lost;
          if (!note) throw new Error("there was no note");
          writeNote(folder, { ...note, presencePort: port, httpPort: port });
          const engine = await useEngine(config);
          expect(engine.pid).not.to.equal(died.pid);
          expect(readNote(folder)?.presencePort).not.to.equal(port);
          await engine.stop();
        },
      ),
    ));

  it("is ignored if it is damaged or belongs to another directory", () =>
    withFolder(async (folder) => {
      const config = configFor(folder);
      const engine = await useEngine(config);
      const note = readNote(folder);
      const directory = identityOf("/");
      if (!note || !directory) throw new Error("there is no note");
      for (const wrong of [
        "",
        "{",
        null,
        {},
        { ...note, directory },
        { ...note, home: "/nowhere" },
        { ...note, secret: "another" },
      ]) {
        const text = typeof wrong === "string" ? wrong : JSON.stringify(wrong);
        writeFileSync(join(engineIn(folder), "note.json"), text);
        expect(await findEngine(config)).to.equal(undefined);
      }
      writeNote(folder, note);
      await engine.stop();
    }));
});
