import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
  ask,
  connectionsOf,
  errorCode,
  openRequest,
  send,
  until,
  withAgent,
} from "./ask.ts";
import { ANSWER, withProxiedTarget } from "./with-target.ts";

const MEBIBYTE = 1024 * 1024;

describe("a fault proxy without faults", () => {
  it("passes requests and answers on unchanged", () =>
    withProxiedTarget(
      async ({ url }) => {
        const headers = { "X-Of-Client": "1" };
        const answer = await ask(url, "a", { body: "SELECT 1", headers });
        expect(answer.status).to.equal(418);
        expect(answer.headers["x-of-target"]).to.equal("2");
        expect(answer.headers).not.to.have.property("date");
        expect(JSON.parse(answer.text)).to.deep.equal({
          method: "POST",
          url: "/?log_comment=a&query_id=1",
          header: "1",
          body: "SELECT 1",
        });
      },
      (message, response) => {
        const { method, url, headers } = message;
        const header = headers["x-of-client"];
        void text(message).then((body) => {
          response.sendDate = false;
          response.writeHead(418, { "X-Of-Target": "2" });
          response.end(JSON.stringify({ method, url, header, body }));
        });
      },
    ));

  it("leaves compressed bodies compressed", () =>
    withProxiedTarget(async ({ url }, { received }) => {
      const body = gzipSync("an event");
      const headers = { "Content-Encoding": "gzip" };
      await ask(url, "a", { body: Readable.from([body]), headers });
      expect(received[0]?.headers).to.include({ "content-encoding": "gzip" });
      expect(received[0]?.body).to.deep.equal(body);
    }));

  it("streams both bodies at the same time", () =>
    withProxiedTarget(
      async ({ url }) => {
        const total = 64 * MEBIBYTE;
        const chunk = Buffer.alloc(MEBIBYTE, "x");
        let echoed = 0;
        async function* upload(): AsyncGenerator<Buffer> {
          for (let sent = 0; sent < total; sent += MEBIBYTE) {
            // Each chunk waits until the one before it has come back.
            await until(() => echoed === sent);
            yield chunk;
          }
        }
        const message = await send(url, "a", { body: Readable.from(upload()) });
        for await (const part of message) echoed += (part as Buffer).length;
        expect(echoed).to.equal(total);
      },
      (message, response) => {
        response.flushHeaders();
        message.pipe(response);
      },
    ));

  it("holds a body back that the target does not read", () =>
    withProxiedTarget(
      async ({ url }) => {
        const sent = openRequest(url, "a");
        let written = 0;
        const write = (): void => {
          do written += MEBIBYTE;
          while (
            sent.write(Buffer.alloc(MEBIBYTE)) &&
            written < 1024 * MEBIBYTE
          );
        };
        sent.on("drain", write);
        write();
        await sleep(300);
        expect(written).to.be.lessThan(64 * MEBIBYTE);
        sent.destroy();
      },
      () => undefined,
    ));

  it("passes on an answer that comes before the end of the request", () =>
    withProxiedTarget(
      async ({ url }) => {
        async function* upload(): AsyncGenerator<string> {
          yield "begun";
          await sleep(100);
          yield "ended";
        }
        const answer = await ask(url, "a", { body: Readable.from(upload()) });
        expect(answer).to.include({ status: 404, text: "no such table" });
      },
      (message, response) => {
        message.resume();
        response.writeHead(404).end("no such table");
      },
    ));

  it("keeps one connection to the target for each of the client", () =>
    withProxiedTarget(({ url }, { sockets }) =>
      withAgent(async (agent) => {
        await ask(url, "a", { agent });
        const before = [...sockets];
        await ask(url, "b", { agent });
        expect([...sockets])
          .to.deep.equal(before)
          .and.have.length(1);
      }),
    ));

  it("closes the client's connection when the target closes its own", () =>
    withProxiedTarget(({ url }, target) =>
      withAgent(async (agent) => {
        await ask(url, "a", { agent });
        expect(connectionsOf(agent)).to.have.length(1);
        target.closeIdle();
        await until(() => connectionsOf(agent).length === 0);
        expect((await ask(url, "b", { agent })).text).to.equal(ANSWER);
      }),
    ));

  it("cuts the answer where the target cuts it", () =>
    withProxiedTarget(
      async ({ url }) => {
        const message = await send(url, "a");
        expect(await errorCode(text(message))).to.equal("ECONNRESET");
      },
      (_, response) => {
        response.write("half", () => response.destroy());
      },
    ));

  it("cuts the request where the client cuts it", () => {
    const seen: string[] = [];
    return withProxiedTarget(
      async ({ url }, { sockets }) => {
        const sent = openRequest(url, "a");
        sent.write("INSERT");
        await until(() => seen.includes("request"));
        sent.destroy();
        await until(() => sockets.size === 0);
        expect(seen).to.deep.equal(["request", "aborted"]);
      },
      (message) => {
        seen.push("request");
        message.once("aborted", () => seen.push("aborted"));
        message.once("end", () => seen.push("end"));
        message.resume();
      },
    );
  });
});
