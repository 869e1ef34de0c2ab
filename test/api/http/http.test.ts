import { expect } from "chai";
import { messageOf, TouchlineError } from "../../../common/errors.ts";
import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { lendApi, problem } from "../lend-api.ts";
import { addRegistration } from "../rows.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

describe("the API over HTTP", () => {
  const api = lendApi();

  before(async () => {
    await addRegistration(api.store, USER);
  });

  const nowhere: [path: string, near?: string][] = [
    ["/api"],
    ["/favicon.ico"],
    ["/%"],
    ["/%E0%A4%A"],
    [`/${"x".repeat(8000)}`],
    ["/api/dayly", "/api/daily"],
    ["/API/Rums/", "/api/runs"],
    ["/doc", "/docs"],
    ["/api/user-stats/x", "/api/user-stats"],
    [`/api/user/${USER}/day`, `/api/users/${USER}/days`],
  ];
  for (const [path, near] of nowhere) {
    it(`points a request for ${path.slice(0, 40)} to the right place`, async () => {
      const hint = near === undefined ? "" : `did you mean ${near}? `;
      // Long paths are clipped.
      const where = path.replace(/^(.{80}).+/, "$1…");
      const text = `nothing is at ${where}: ${hint}/docs lists all paths, and / is the dashboard`;
      for (const method of ["GET", "POST"]) {
        const answer = await api.request(path, { method });
        expect(answer.status).to.equal(404);
        expect(JSON.parse(answer.text)).to.deep.equal(
          problem(404, "not_found", text),
        );
      }
    });
  }

  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    it(`rejects ${method}, and lists the methods it accepts`, async () => {
      for (const path of ["/api/user-stats", "/api/game-stats", "/"]) {
        const answer = await api.request(path, { method });
        expect(answer.status).to.equal(405);
        expect(answer.headers.get("allow")).to.equal("HEAD, GET, OPTIONS");
        expect(JSON.parse(answer.text)).to.deep.equal(
          problem(
            405,
            "method_not_allowed",
            `${path} does not support ${method}, only HEAD, GET, OPTIONS`,
          ),
        );
      }
    });
  }

  it("answers HEAD with the status and headers of GET", async () => {
    for (const [path, status] of [
      [`/api/user-stats?user_id=${USER}`, 200],
      ["/api/user-stats", 400],
      [`/api/user-stats?user_id=${USER.replace("5", "6")}`, 404],
      ["/api/game-stats", 200],
      ["/api/daily", 200],
      ["/api/runs?limit=0", 400],
      ["/nowhere", 404],
    ] as const) {
      const get = await api.request(path);
      const head = await api.request(path, { method: "HEAD" });
      expect(head.text).to.equal("");
      expect(head.status).to.equal(status);
      expect(get.status).to.equal(status);
      for (const name of ["content-type", "content-length"])
        expect(head.headers.get(name)).to.equal(get.headers.get(name));
    }
  });

  it("does not reveal its software", async () => {
    const { headers } = await api.request("/api/game-stats");
    expect(headers.get("x-powered-by")).to.equal(null);
    expect(headers.get("server")).to.equal(null);
  });

  it("answers OPTIONS with the methods", async () => {
    for (const path of ["/api/user-stats", "/api/game-stats", "/"]) {
      const answer = await api.request(path, { method: "OPTIONS" });
      expect(answer.status).to.equal(204);
      expect(answer.headers.get("allow")).to.equal("HEAD, GET, OPTIONS");
    }
  });

  it("gives each request an id, its own if that is valid", async () => {
    const idOf = async (given?: string) => {
      const headers = new Headers();
      if (given !== undefined) headers.set("X-Request-Id", given);
      const answer = await api.request("/api/game-stats", { headers });
      return answer.headers.get("x-request-id");
    };
    expect(await idOf("proxy:17-a.b_c")).to.equal("proxy:17-a.b_c");
    const ids = [
      await idOf(),
      await idOf(),
      await idOf("x y"),
      await idOf("x".repeat(101)),
    ];
    expect(new Set(ids)).to.have.length(4);
    for (const id of ids) expect(id).to.match(/^[\w-]+\.[0-9a-z]+$/);
  });

  it("logs none of this", () => {
    expect(api.logged).to.deep.equal([]);
  });
});

describe("the API when the database fails", () => {
  let failure: Error;
  const broken: ReadStore = {
    query: () => Promise.reject(failure),
    snapshot: (read) => read(1),
    version: () => Promise.resolve(1),
  };
  const api = lendApi({ wrap: () => broken });

  const cases: [failure: Error, status: number, code: string, text: string][] =
    [
      [
        new TouchlineError("database_failed", "user-stats: no such column", {
          cause: new Error("Code: 47"),
        }),
        500,
        "database_failed",
        "the request failed: see the log of the API",
      ],
      [
        new TouchlineError("database_unavailable", "cannot reach /secret"),
        503,
        "database_unavailable",
        "the database is not available: try again later",
      ],
      [
        new TypeError("it is not a function"),
        500,
        "internal_error",
        "the request failed: see the log of the API",
      ],
    ];
  for (const [error, status, code, message] of cases) {
    it(`answers ${status} to ${messageOf(error)}, and logs the whole error`, async () => {
      failure = error;
      for (const query of ["", "&date=2024-10-09"]) {
        api.logged.length = 0;
        const answer = await api.request(
          `/api/user-stats?user_id=${USER}${query}`,
        );
        expect(answer.status).to.equal(status);
        expect(JSON.parse(answer.text)).to.deep.equal(
          problem(status, code, message),
        );
        expect(api.logged).to.have.length(1);
        expect(api.logged[0]).to.contain("GET /api/user-stats: ");
        expect(api.logged[0]).to.contain(error.message);
        expect(api.logged[0]).to.contain(
          JSON.stringify({
            request: answer.headers.get("x-request-id"),
            status,
          }),
        );
        if (error.cause instanceof Error)
          expect(api.logged[0]).to.contain(error.cause.message);
      }
      const game = await api.request("/api/game-stats");
      expect(game.status).to.equal(status);
    });
  }
});
