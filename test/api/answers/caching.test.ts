import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendApi } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const DAY = "2024-10-09";

describe("an answer that the client already has", () => {
  const statements: string[] = [];
  const api = lendApi({
    wrap: (store: Store) => ({
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      query: (statement) => {
        statements.push(statement.name);
        return store.query(statement);
      },
    }),
  });
  const paths = [
    `/api/user-stats?user_id=${USER}`,
    `/api/user-stats?user_id=${USER}&date=${DAY}`,
    "/api/game-stats",
    `/api/game-stats?date=${DAY}`,
  ];
  let version = 0;

  const addSession = () =>
    publishAs(api.store, ++version, () =>
      addSessions(api.store, {
        userId: USER,
        date: DAY,
        sessions: 1,
        seconds: 60,
      }),
    );
  const etagOf = async (path: string) =>
    (await api.request(path)).headers.get("etag") ?? "";
  const ask = (path: string, etag: string, method = "GET") =>
    api.request(path, { method, headers: { "If-None-Match": etag } });

  before(async () => {
    await addRegistration(api.store, USER);
    await addSession();
  });

  for (const path of paths) {
    it(`is not looked up again: ${path}`, async () => {
      const etag = await etagOf(path);
      expect(etag).to.match(/^W\/"[^"]+"$/);
      statements.length = 0;
      for (const method of ["GET", "HEAD"])
        for (const known of [
          ...[etag, etag.slice(2), `"other", ${etag}`, `W/"a,b",${etag}`],
        ]) {
          const answer = await ask(path, known, method);
          expect(answer.status).to.equal(304);
          expect(answer.text).to.equal("");
          expect(answer.headers.get("etag")).to.equal(etag);
          expect(answer.headers.get("cache-control")).to.equal(
            "private, no-cache",
          );
        }
      expect(statements).to.deep.equal([]);
    });

    it(`is sent again after a run is published: ${path}`, async () => {
      const etag = await etagOf(path);
      const before = await api.request(path);
      await addSession();
      const answer = await ask(path, etag);
      expect(answer.status).to.equal(200);
      expect(answer.text).not.to.equal(before.text);
      expect(answer.headers.get("etag")).not.to.equal(etag);
    });

    it(`is sent again on the next day: ${path}`, async () => {
      const etag = await etagOf(path);
      const now = api.now;
      api.now = "2024-10-10T00:00:00.000Z";
      expect((await ask(path, etag)).status).to.equal(200);
      api.now = now;
      expect((await ask(path, etag)).status).to.equal(304);
    });
  }

  it("matches If-None-Match: * if it exists", async () => {
    for (const path of paths) {
      const answer = await ask(path, "*");
      expect(answer.status).to.equal(304);
      expect(answer.text).to.equal("");
      expect(answer.headers.get("etag")).to.equal(await etagOf(path));
    }
    const nobody = `/api/user-stats?user_id=${USER.replace("5", "6")}`;
    expect((await ask(nobody, "*")).status).to.equal(404);
  });

  it("may be a page", async () => {
    for (const path of ["/", "/docs", "/assets/main.js"]) {
      const etag = await etagOf(path);
      for (const known of [etag, etag.slice(2), `"x", ${etag}`, "*"])
        expect((await ask(path, known)).status).to.equal(304);
      for (const known of [`${etag.slice(0, -1)}x"`, "x", ""])
        expect((await ask(path, known)).status).to.equal(200);
    }
  });

  it("is never an error", async () => {
    const etag = await etagOf("/api/game-stats");
    const refused = await ask("/api/game-stats?date=today", etag);
    expect(refused.status).to.equal(400);
    expect(refused.headers.get("etag")).to.equal(null);
    expect(refused.headers.get("cache-control")).to.equal("no-store");
  });
});

describe("a large answer", () => {
  const api = lendApi();
  const players = 200;

  before(async () => {
    const matches = Array.from({ length: players }, (_, i) => ({
      userId: `00000000-0000-0000-0000-${String(i).padStart(12, "0")}`,
      date: DAY,
      seconds: 60,
      home: 1,
    }));
    await addMatches(api.store, ...matches);
  });

  const path = `/api/game-stats?date=${DAY}`;
  const ask = (accepted: string) =>
    api.request(path, { headers: { "Accept-Encoding": accepted } });

  it("is compressed with an encoding that the client accepts", async () => {
    const plain = await ask("identity");
    expect(plain.headers.get("content-encoding")).to.equal(null);
    expect(plain.headers.get("vary")).to.equal("Accept-Encoding");
    for (const [accepted, encoding] of [
      ["gzip", "gzip"],
      ["br", "br"],
      ["gzip, br", "br"],
      ["br;q=0, gzip", "gzip"],
    ] as const) {
      const answer = await ask(accepted);
      expect(answer.headers.get("content-encoding")).to.equal(encoding);
      // fetch has decompressed the body.
      expect(answer.text).to.equal(plain.text);
      expect(Number(answer.headers.get("content-length"))).to.be.lessThan(
        plain.text.length / 4,
      );
    }
  });

  it("is compressed only if it is large", async () => {
    const small = await api.request("/api/game-stats?date=2024-10-10", {
      headers: { "Accept-Encoding": "br" },
    });
    expect(small.headers.get("content-encoding")).to.equal(null);
    expect(small.headers.get("vary")).to.equal(null);
  });
});
