import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { serverLimits, type ServerLimits } from "../../../api/http-server.ts";
import { accessWithKeys } from "../access/keys.ts";
import { lendApi } from "../lend-api.ts";
import { dial, hear, lines } from "./talk.ts";

const HOST = "Host: localhost";

/** Like those of the API, but shorter. */
const LIMITS: ServerLimits = {
  ...serverLimits(),
  headers: 500,
  request: 1000,
  idle: 500,
  answer: 1500,
};

describe("a client that is slow on purpose", function () {
  this.timeout(60_000);
  const api = lendApi({ access: accessWithKeys(), limits: LIMITS });

  /** Sends a byte now and then, until the connection is ended. */
  async function drip(head: string, bytes: string) {
    const socket = await dial(api.port);
    const heard = hear(socket);
    socket.write(head);
    for (let n = 0; n < 200 && !socket.destroyed; n++) {
      await sleep(50);
      socket.write(bytes);
    }
    return heard;
  }

  it("is cut off in its header", async () => {
    const { statuses, text } = await drip("GET / HTTP/1.1\r\n", "X-A: b\r\n");
    expect(statuses).to.deep.equal([408]);
    expect(text).to.contain("the request took too long to arrive");
  });

  it("is cut off in its body", async () => {
    const head = lines(
      ...["POST /sign-in HTTP/1.1", HOST, "Content-Type: application/json"],
      "Content-Length: 1000",
    );
    const { statuses } = await drip(head, "x");
    // The answer may be lost: a client that is still sending gets a reset.
    expect([[], [408]]).to.deep.include(statuses);
  });

  it("is cut off when it sends nothing", async () => {
    expect((await hear(await dial(api.port))).statuses).to.deep.equal([408]);
  });

  it("is cut off when it sends no further request", async () => {
    const socket = await dial(api.port);
    const heard = hear(socket);
    socket.write(lines("GET /healthz/live HTTP/1.1", HOST));
    expect((await heard).statuses).to.deep.equal([200]);
  });

  it("is cut off when it does not read its answer", async () => {
    const socket = await dial(api.port);
    // That many answers fit into no buffer of the two systems between.
    socket.pause();
    const asked = lines("GET /docs HTTP/1.1", HOST);
    socket.write(asked.repeat(500));
    await sleep(2 * LIMITS.answer + 1000);
    const { statuses } = await hear(socket.resume());
    expect(statuses.length).to.be.within(1, 499);
  });

  it("logs nothing", () => {
    expect(api.logged).to.deep.equal([]);
  });
});
