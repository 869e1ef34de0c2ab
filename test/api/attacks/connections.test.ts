import { setTimeout as sleep } from "node:timers/promises";
import type { Socket } from "node:net";
import { expect } from "chai";
import { connectionLimits } from "../../../api/access/connections.ts";
import { serverLimits } from "../../../api/http-server.ts";
import { foreignAddress } from "../../support/foreign-address.ts";
import { accessWithKeys } from "../access/keys.ts";
import { lendApi } from "../lend-api.ts";
import { dial, hear, lines, talk, type Reply } from "./talk.ts";

const HOST = "Host: localhost";
const get = (path: string) =>
  lines(`GET ${path} HTTP/1.1`, HOST, "Connection: close");
const PROBE = get("/healthz/live");

const CONNECTIONS = { all: 20, ofOne: 5, reserved: 2 };
const LIMITS = { ...serverLimits(), connections: CONNECTIONS };

/** Never a whole request. */
const HALVES: Record<string, string> = {
  nothing: "",
  "half a header": `GET / HTTP/1.1\r\n${HOST}\r\nX-A: b`,
  "half a body": `${lines("POST /sign-in HTTP/1.1", HOST, "Content-Type: application/json", "Content-Length: 100")}{`,
  "one request, and no other": lines("GET /healthz/live HTTP/1.1", HOST),
};

const openOf = (held: readonly Socket[]) =>
  held.filter((socket) => !socket.destroyed).length;

describe("a client that holds many connections", () => {
  const api = lendApi({ access: accessWithKeys(), limits: LIMITS });

  async function hold(bytes: string): Promise<Socket[]> {
    const held: Socket[] = [];
    for (let n = 0; n < 40; n++) {
      const socket = await dial(api.port);
      socket.resume().write(bytes);
      held.push(socket);
    }
    return held;
  }

  for (const [what, bytes] of Object.entries(HALVES))
    it(`is limited to a share, and other clients are answered: ${what}`, async () => {
      const held = await hold(bytes);
      for (let n = 0; n < 10; n++)
        expect((await talk(api.port, PROBE)).statuses).to.deep.equal([200]);
      expect(openOf(held)).to.be.at.most(CONNECTIONS.ofOne);
      for (const socket of held) socket.destroy();
    });

  it("logs none of this", () => {
    expect(api.logged).to.deep.equal([]);
  });
});

describe("a server whose connections are all in use", () => {
  let answerAll!: () => void;
  const answered = new Promise<void>((resolve) => (answerAll = resolve));
  let waiting = 0;
  const api = lendApi({
    host: "0.0.0.0",
    limits: { ...LIMITS, connections: { ...CONNECTIONS, ofOne: 20 } },
    wrap: (store) => ({
      query: (statement) => store.query(statement),
      version: () => store.version(),
      async snapshot(read) {
        waiting++;
        await answered;
        return store.snapshot(read);
      },
    }),
  });
  const asked: Promise<Reply>[] = [];

  /** Sends that many requests, which are not answered before the end. */
  async function ask(count: number): Promise<void> {
    for (let n = 0; n < count; n++)
      asked.push(talk(api.port, get("/api/game-stats")));
    while (waiting < asked.length) await sleep(5);
  }

  before(() => ask(CONNECTIONS.all - 2 * CONNECTIONS.reserved));

  it("answers loopback", async () => {
    for (let n = 0; n < 10; n++)
      expect((await talk(api.port, get("/docs"))).statuses).to.deep.equal([
        200,
      ]);
  });

  it("answers probes from other machines, and asks others to retry", async function () {
    const address = foreignAddress();
    if (address === undefined) this.skip();
    // Half a header does not occupy what is reserved for probes either.
    const held = await Promise.all(
      [1, 2, 3].map(() => dial(api.port, address)),
    );
    for (let n = 0; n < 10; n++) {
      expect((await talk(api.port, PROBE, address)).statuses).to.deep.equal([
        200,
      ]);
      const { statuses, text } = await talk(api.port, get("/docs"), address);
      expect(statuses).to.deep.equal([503]);
      expect(text).to.contain(
        '"code":"overloaded","message":"all connections are in use, and this one is reserved for /healthz/: try again soon"',
      );
      expect(text).to.contain("Retry-After: ");
    }
    for (const socket of held) socket.destroy();
  });

  it("refuses more connections than it has reserved", async () => {
    await ask(CONNECTIONS.reserved);
    expect((await hear(await dial(api.port))).text).to.equal("");
    answerAll();
    for (const { statuses } of await Promise.all(asked))
      expect(statuses).to.deep.equal([200]);
    expect((await talk(api.port, PROBE)).statuses).to.deep.equal([200]);
  });
});

describe("connectionLimits", () => {
  it("uses half of the file descriptors, and a quarter of that per address", () => {
    expect(connectionLimits(1024, false)).to.deep.equal({
      ...{ all: 512, ofOne: 128, reserved: 13 },
    });
    for (const openFiles of [1_048_576, Infinity])
      expect(connectionLimits(openFiles, false)).to.deep.equal({
        ...{ all: 4000, ofOne: 1000, reserved: 100 },
      });
  });

  it("allows a proxy all connections, since it serves all clients", () => {
    expect(connectionLimits(1024, true)).to.include({ all: 512, ofOne: 512 });
  });
});
