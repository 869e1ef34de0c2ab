import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
} from "@clickhouse/client";
import { expect } from "chai";
import { makeCertificate } from "../../clickhouse/server/make-certificate.ts";
import { withFolder } from "../command/folders.ts";
import {
  ask,
  connectionsOf,
  errorCode,
  send,
  until,
  withAgent,
} from "./ask.ts";
import { withFaultProxy } from "./fault-proxy.ts";
import {
  ANSWER,
  withProxiedTarget,
  withTarget,
  type Target,
} from "./with-target.ts";

/** The names of the statements that arrived whole at the target. */
function namesAt({ received }: Target): (string | null)[] {
  return received.map(({ name }) => name);
}

interface CutAnswer {
  readonly read: string;
  readonly cutBy: "reset" | "end";
}

/** Reads an answer until it is cut. */
async function readCutAnswer(url: string): Promise<CutAnswer> {
  const answer = await send(url, "a");
  let cutBy: CutAnswer["cutBy"] = "end";
  answer.socket.once("error", () => (cutBy = "reset"));
  const parts: Buffer[] = [];
  answer.on("data", (part: Buffer) => parts.push(part));
  expect(await errorCode(once(answer, "end"))).to.equal("ECONNRESET");
  return { read: Buffer.concat(parts).toString(), cutBy };
}

describe("a fault proxy", () => {
  it("refuses connections for a second", () =>
    withProxiedTarget(async (proxy, target) => {
      proxy.inject({ kind: "refuse" });
      expect(await errorCode(ask(proxy.url, "a"))).to.equal("ECONNRESET");
      await sleep(500);
      expect(await errorCode(ask(proxy.url, "b"))).to.equal("ECONNREFUSED");
      await sleep(700);
      expect((await ask(proxy.url, "c")).text).to.equal(ANSWER);
      expect(namesAt(target)).to.deep.equal(["c"]);
    }));

  it("resets a connection before the statement is sent on", () =>
    withProxiedTarget(async (proxy, target) => {
      proxy.inject({ kind: "reset" });
      const body = "x".repeat(1024 * 1024);
      const code = await errorCode(ask(proxy.url, "a", { body }));
      expect(code).to.be.oneOf(["ECONNRESET", "EPIPE"]);
      expect((await ask(proxy.url, "b")).text).to.equal(ANSWER);
      expect(namesAt(target)).to.deep.equal(["b"]);
    }));

  it("stalls a statement until healed", () =>
    withProxiedTarget(async (proxy, target) => {
      proxy.inject({ kind: "stall" });
      let settled = false;
      const stalled = errorCode(ask(proxy.url, "a")).finally(
        () => (settled = true),
      );
      await until(() => proxy.injected.length === 1);
      expect((await ask(proxy.url, "b")).text).to.equal(ANSWER);
      await sleep(50);
      expect(settled).to.be.false;
      proxy.heal();
      expect(await stalled).to.equal("ECONNRESET");
      expect(namesAt(target)).to.deep.equal(["b"]);
    }));

  it("answers 503 like a proxy, and keeps the connection", () =>
    withProxiedTarget((proxy, target) =>
      withAgent(async (agent) => {
        proxy.inject({ kind: "unavailable" });
        const refused = await ask(proxy.url, "a", { agent });
        expect(refused).to.include({
          status: 503,
          text: "Service Unavailable\n",
        });
        const kept = connectionsOf(agent);
        expect((await ask(proxy.url, "b", { agent })).text).to.equal(ANSWER);
        expect(connectionsOf(agent)).to.deep.equal(kept).and.have.length(1);
        expect(namesAt(target)).to.deep.equal(["b"]);
      }),
    ));

  it("throws ClickHouse's exception 202 for a client of ClickHouse", () =>
    withProxiedTarget(async (proxy, target) => {
      const client = createClient({
        url: proxy.url,
        log: { level: ClickHouseLogLevel.OFF },
      });
      proxy.inject({ kind: "overloaded", step: "^count-rows$" });
      const clickhouse_settings = { log_comment: "count-rows" };
      const failure: unknown = await client
        .command({ query: "SELECT 1", clickhouse_settings })
        .catch((error: unknown) => error);
      await client.close();
      expect(failure).to.be.instanceOf(ClickHouseError);
      expect(failure).to.include({
        code: "202",
        type: "TOO_MANY_SIMULTANEOUS_QUERIES",
      });
      expect(namesAt(target)).to.deep.equal([]);
    }));

  it("drops the answer of a statement that was applied", () =>
    withProxiedTarget(async (proxy, target) => {
      proxy.inject({ kind: "drop-answer" });
      expect(await errorCode(ask(proxy.url, "a"))).to.equal("ECONNRESET");
      expect(namesAt(target)).to.deep.equal(["a"]);
    }));

  for (const [kind, cutBy] of [
    ["reset-answer", "reset"],
    ["truncated", "end"],
  ] as const)
    it(`passes on half of an answer: ${kind}`, () =>
      withProxiedTarget(async (proxy, target) => {
        proxy.inject({ kind });
        expect(await readCutAnswer(proxy.url)).to.deep.equal({
          read: ANSWER.slice(0, ANSWER.length / 2),
          cutBy,
        });
        expect(namesAt(target)).to.deep.equal(["a"]);
      }));

  it("truncates an empty answer too", () =>
    withProxiedTarget(
      async (proxy) => {
        proxy.inject({ kind: "truncated" });
        expect(await readCutAnswer(proxy.url)).to.deep.equal({
          read: "",
          cutBy: "end",
        });
      },
      (message, response) => {
        message.resume();
        response.writeHead(200, { "Content-Length": "0" }).end();
      },
    ));

  it("affects the statements that a fault names, from one on, so many times", () =>
    withProxiedTarget(async (proxy) => {
      proxy.inject({ kind: "unavailable", step: "^b", after: 1, times: 2 });
      const statuses: unknown[] = [];
      for (const name of ["a", "b1", "b2", "a", "b3", "b4"])
        statuses.push((await ask(proxy.url, name)).status);
      expect(statuses).to.deep.equal([200, 200, 503, 200, 503, 200]);
      expect(proxy.injected).to.deep.equal([
        { fault: "unavailable", step: "b2" },
        { fault: "unavailable", step: "b3" },
      ]);
    }));

  it("forgets the planned faults when healed, and accepts connections", () =>
    withProxiedTarget(async (proxy) => {
      proxy.inject({ kind: "refuse" });
      proxy.inject({ kind: "reset", times: 100 });
      expect(await errorCode(ask(proxy.url, "a"))).to.equal("ECONNRESET");
      proxy.heal();
      expect((await ask(proxy.url, "b")).text).to.equal(ANSWER);
      expect(proxy.injected).to.deep.equal([{ fault: "refuse", step: "a" }]);
    }));

  it("counts statements, but not pings", () =>
    withProxiedTarget(async (proxy) => {
      proxy.inject({ kind: "unavailable", times: 100 });
      expect((await fetch(`${proxy.url}/ping`)).status).to.equal(200);
      await ask(proxy.url, "a");
      await ask(proxy.url, "b");
      expect(proxy.countStatements()).to.equal(2);
      expect(proxy.statements).to.deep.equal(["a", "b"]);
    }));

  it("refuses connections while it is down, and cuts those that exist", () =>
    withProxiedTarget(
      async (proxy, { sockets }) => {
        const code = errorCode(ask(proxy.url, "a"));
        await until(() => sockets.size === 1);
        await proxy.down();
        expect(await code).to.equal("ECONNRESET");
        await until(() => sockets.size === 0);
        expect(await errorCode(ask(proxy.url, "b"))).to.equal("ECONNREFUSED");
        await proxy.down();
        await Promise.all([proxy.up(), proxy.up()]);
        const again = errorCode(ask(proxy.url, "c"));
        await until(() => sockets.size === 1);
        await proxy.down();
        expect(await again).to.equal("ECONNRESET");
        proxy.heal();
        await until(() => sockets.size === 0);
        expect((await fetch(`${proxy.url}/ping`)).status).to.equal(200);
      },
      ({ url }, response) => {
        if (url === "/ping") response.end();
      },
    ));

  it("closes idle connections only", () =>
    withProxiedTarget(
      (proxy, { sockets }) =>
        withAgent(async (agent) => {
          await ask(proxy.url, "quick", { agent });
          const slow = ask(proxy.url, "slow");
          await until(() => sockets.size === 2);
          proxy.closeIdle();
          await until(() => connectionsOf(agent).length === 0);
          expect((await slow).text).to.equal("slow");
          expect(sockets.size).to.be.lessThan(2);
        }),
      ({ url = "" }, response) => {
        const slow = url.includes("slow");
        setTimeout(() => response.end(slow ? "slow" : ""), slow ? 100 : 0);
      },
    ));

  it("resets the client's connection if the target is not there", () =>
    withFaultProxy("http://127.0.0.1:1", async ({ url }) => {
      expect(await errorCode(ask(url, "a"))).to.equal("ECONNRESET");
    }));

  it("leaves no connection behind when stopped", () =>
    withTarget(async ({ url, sockets }) =>
      withAgent(async (agent) => {
        await withFaultProxy(url, async (proxy) => {
          for (const kind of ["stall", "refuse"] as const)
            proxy.inject({ kind, step: kind });
          await ask(proxy.url, "a", { agent });
          const refused = errorCode(ask(proxy.url, "stall"));
          await until(() => proxy.injected.length === 1);
          await errorCode(ask(proxy.url, "refuse"));
          await refused;
          await proxy.up();
          void errorCode(ask(proxy.url, "c"));
          await until(() => proxy.statements.includes("c"));
        });
        await until(
          () => sockets.size === 0 && connectionsOf(agent).length === 0,
        );
      }),
    ));

  it("serves https, in front of a target of http", function () {
    if (spawnSync("openssl", ["version"]).status !== 0) this.skip();
    return withFolder((folder) => {
      const { authorityFile, ...tls } = makeCertificate(folder);
      const ca = readFileSync(authorityFile);
      return withTarget(({ url }) =>
        withFaultProxy(
          url,
          async (proxy) => {
            const askByTls = async (): Promise<string> => {
              const sent = get(proxy.url, { ca, agent: false });
              const [answer] = (await once(sent, "response")) as [
                IncomingMessage,
              ];
              return text(answer);
            };
            expect(await askByTls()).to.equal(ANSWER);
            for (const kind of ["reset", "reset-answer"] as const) {
              proxy.inject({ kind });
              expect(await errorCode(askByTls()), kind).to.equal("ECONNRESET");
            }
            await proxy.down();
            expect(await errorCode(askByTls())).to.equal("ECONNREFUSED");
            await proxy.up();
            expect(await askByTls()).to.equal(ANSWER);
          },
          { tls },
        ),
      );
    });
  });
});
