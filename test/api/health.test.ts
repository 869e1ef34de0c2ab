import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Health, type HealthOptions } from "../../api/health/health.ts";
import { openReader } from "../../runs/open-store.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import {
  settingsToServe,
  startApiHere,
  type AnsweringApi,
} from "../support/start-api.ts";
import { testEngine } from "../support/test-engine.ts";
import { lendDatabase } from "../support/database/with-database.ts";
import { problem, withApi } from "./lend-api.ts";

/** The answer to a probe, which must not be cached. */
async function probe(origin: string, name: string) {
  const response = await fetch(`${origin}/healthz/${name}`);
  expect(response.headers.get("cache-control")).to.equal("no-store");
  expect(response.headers.get("etag")).to.equal(null);
  return { status: response.status, body: await response.json() };
}

const LIVE = { status: 200, body: { status: "live" } };
const READY = { status: 200, body: { status: "ready" } };
const notReady = (text: string) => ({
  status: 503,
  body: problem(503, "not_ready", text),
});

describe("/healthz", () => {
  const database = lendDatabase();

  const withHealth = (
    options: HealthOptions,
    work: (origin: string, health: Health) => Promise<void>,
  ) => {
    const health = new Health(options);
    const log = () => undefined;
    return withApi({ store: health.store, health, log }, (origin) =>
      work(origin, health),
    );
  };

  it("is live and not ready, with the reason, until the database is open", () =>
    withHealth({}, async (origin, health) => {
      expect(await probe(origin, "live")).to.deep.equal(LIVE);
      expect(await probe(origin, "ready")).to.deep.equal(
        notReady("the database is being opened"),
      );
      health.waitsFor("the schema is being changed");
      expect(await probe(origin, "ready")).to.deep.equal(
        notReady("the schema is being changed"),
      );
      const early = await fetch(`${origin}/api/game-stats`);
      expect(early.status).to.equal(503);
      expect(Number(early.headers.get("retry-after"))).to.be.greaterThan(0);
      expect(await early.json()).to.deep.equal(
        problem(
          503,
          "not_ready",
          "the schema is being changed: try again soon",
        ),
      );
      health.opened(database.store);
      expect(await probe(origin, "ready")).to.deep.equal(READY);
      expect((await fetch(`${origin}/api/game-stats`)).status).to.equal(200);
    }));

  it("is not ready while stopping, even if the database opens then", () =>
    withHealth({}, async (origin, health) => {
      health.stops();
      health.opened(database.store);
      expect(await probe(origin, "live")).to.deep.equal(LIVE);
      expect(await probe(origin, "ready")).to.deep.equal(
        notReady("Touchline is stopping"),
      );
    }));

  it("queries the database once for many probes, and again later", () => {
    let asked = 0;
    const counting = (store: Store): Store => ({
      ...store,
      query: (statement) => {
        asked++;
        return store.query(statement);
      },
    });
    return withHealth({ cache: 60_000 }, async (origin, health) => {
      health.opened(counting(database.store));
      const probes = Array.from({ length: 50 }, () => probe(origin, "ready"));
      for (const answer of await Promise.all(probes))
        expect(answer).to.deep.equal(READY);
      expect(asked).to.equal(1);
      const hasty = new Health({ cache: 0 });
      hasty.opened(counting(database.store));
      for (let i = 0; i < 3; i++)
        expect(await hasty.problem()).to.equal(undefined);
      expect(asked).to.equal(4);
    });
  });

  it("is not ready while the database is too busy to answer", () =>
    withHealth({ timeout: 200, cache: 0 }, async (origin, health) => {
      const { store } = database;
      let busy = true;
      health.opened({
        ...store,
        async query(statement) {
          const sql = "SELECT sleep(1)";
          if (busy) await store.query({ name: "sleep", sql });
          return store.query(statement);
        },
      });
      expect(await probe(origin, "ready")).to.deep.equal(
        notReady("the database does not answer within 0.2 s"),
      );
      expect(await probe(origin, "live")).to.deep.equal(LIVE);
      busy = false;
      expect(await probe(origin, "ready")).to.deep.equal(READY);
    }));

  it("accepts only GET and HEAD", () =>
    withHealth({}, async (origin) => {
      for (const name of ["live", "ready"]) {
        const url = `${origin}/healthz/${name}`;
        expect((await fetch(url, { method: "POST" })).status).to.equal(405);
      }
      const head = { method: "HEAD" };
      expect((await fetch(`${origin}/healthz/live`, head)).status).to.equal(
        200,
      );
      expect((await fetch(`${origin}/healthz/ready`, head)).status).to.equal(
        503,
      );
    }));
});

describe("/healthz when the database cannot be read", () => {
  it("reports it, and logs the reason", async () => {
    const logged: string[] = [];
    const log = (line: string) => void logged.push(line);
    const { reader } = await testEngine();
    const store = openReader({ ...reader, database: "nowhere" });
    await withApi({ store, log }, async (origin) => {
      expect(await probe(origin, "ready")).to.deep.equal(
        notReady("the database cannot be read: see the log of the API"),
      );
      expect(await probe(origin, "live")).to.deep.equal(LIVE);
    });
    await store.close();
    expect(logged.join()).to.contain("has no database nowhere");
  });
});

describe("an API that is stopping", () => {
  const workspace = lendWorkspace();

  const serving = async (
    settings: NodeJS.ProcessEnv,
    work: (
      api: AnsweringApi,
      begin: (path: string) => Promise<Socket>,
    ) => Promise<void>,
  ) => {
    const of = await settingsToServe(workspace());
    const api = await startApiHere({ ...of, ...settings });
    const { hostname, port } = new URL(api.url);
    await work(api, async (path) => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      await once(socket, "connect");
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
      return socket;
    });
  };

  /** Resolves when the API accepts no more connections. */
  const refusing = async (api: AnsweringApi) => {
    for (;;) {
      try {
        await (await fetch(`${api.url}/healthz/live`)).text();
      } catch {
        return;
      }
      await sleep(20);
    }
  };

  it("is first not ready, and finishes slow requests", () =>
    serving({}, async (api, begin) => {
      const slow = await begin("/api/game-stats");
      const asking = await begin("/healthz/ready");
      // Their requests have begun when a later one was answered.
      await (await fetch(`${api.url}/healthz/live`)).text();
      void api.stop();
      await refusing(api);
      asking.write("\r\n");
      expect(await text(asking)).to.match(
        /^HTTP\/1\.1 503 [^]*"detail":"Touchline is stopping"/,
      );
      slow.write("\r\n");
      expect(await text(slow)).to.match(/^HTTP\/1\.1 200 [^]*active_users/);
      const { status, stderr } = await api.outcome;
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    }));

  it("cuts off requests after half of STOP_SECONDS, and exits with 0", () =>
    serving({ STOP_SECONDS: "2" }, async (api, begin) => {
      const endless = await begin("/api/game-stats");
      await (await fetch(`${api.url}/healthz/live`)).text();
      void api.stop();
      expect(await text(endless)).to.equal("");
      const { status, stderr } = await api.outcome;
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    }));
});
