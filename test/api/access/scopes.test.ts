import { expect } from "chai";
import { Metrics } from "../../../api/metrics/metrics.ts";
import { ENDPOINTS } from "../../../api/endpoints.ts";
import { lendApi, problem } from "../lend-api.ts";
import { addRegistration } from "../rows.ts";
import { accessWithKeys, bearer, OPERATOR, READER } from "./keys.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

/** All paths that answer with data, as a request writes them. */
const PATHS = ENDPOINTS.map(({ schema: { path, scope = "read" } }) => ({
  path:
    path === "/api/user-stats"
      ? `${path}?user_id=${USER}`
      : path.replace("{user_id}", USER),
  scope,
}));

const ALL = [...PATHS, { path: "/metrics", scope: "operate" }];

const OPEN_PATHS = [
  "/",
  "/docs",
  "/openapi.json",
  "/assets/main.js",
  "/healthz/live",
  "/healthz/ready",
];

const NO_KEY = problem(
  401,
  "unauthenticated",
  "this API requires a key: send it as Authorization: Bearer KEY",
);
const WRONG_KEY = problem(
  401,
  "unauthenticated",
  "this API does not have that key",
);

describe("an API with keys", () => {
  const api = lendApi({ access: accessWithKeys(), metrics: new Metrics() });
  before(() => addRegistration(api.store, USER));

  const ask = (path: string, headers: Record<string, string> = {}) =>
    api.request(path, { headers });

  for (const { path, scope } of ALL)
    it(`answers ${path} only for keys with the scope ${scope}`, async () => {
      const without = await ask(path);
      expect(without.status).to.equal(401);
      expect(without.headers.get("www-authenticate")).to.equal(
        'Bearer realm="touchline"',
      );
      expect(JSON.parse(without.text)).to.deep.equal(NO_KEY);

      const wrong = await ask(path, bearer("tl_wrong"));
      expect(wrong.headers.get("www-authenticate")).to.equal(
        'Bearer realm="touchline", error="invalid_token"',
      );
      expect(JSON.parse(wrong.text)).to.deep.equal(WRONG_KEY);

      const operator = await ask(path, bearer(OPERATOR));
      expect(operator.status).to.equal(200);
      expect(operator.headers.get("touchline-scope")).to.equal("operate");
      const reader = await ask(path, bearer(READER));
      expect(reader.headers.get("touchline-scope")).to.equal("read");
      if (scope === "read") {
        expect(reader.status).to.equal(200);
        return;
      }
      expect(JSON.parse(reader.text)).to.deep.equal(
        problem(
          403,
          "forbidden",
          `the key reader has the scope read, and ${path} requires operate`,
        ),
      );
      expect(reader.headers.get("www-authenticate")).to.equal(
        'Bearer realm="touchline", error="insufficient_scope", scope="operate"',
      );
    });

  it("requires no key for requests that read no data", async () => {
    for (const path of OPEN_PATHS)
      expect((await ask(path)).status, path).to.equal(200);
    expect((await ask("/nowhere")).status).to.equal(404);
    const options = await api.request("/api/daily", { method: "OPTIONS" });
    expect(options.status).to.equal(204);
  });

  it("does not reveal without a key whether a user or a cached answer exists", async () => {
    const { headers } = await ask("/api/daily", bearer(READER));
    const known = { "If-None-Match": headers.get("etag") ?? "" };
    expect((await ask("/api/daily", known)).status).to.equal(401);
    const head = await api.request("/api/daily", { method: "HEAD" });
    expect(head.status).to.equal(401);
    for (const id of [USER, "nobody", USER.replace("5", "6")])
      expect((await ask(`/api/user-stats?user_id=${id}`)).status).to.equal(401);
  });

  it("logs none of this", () => {
    expect(api.logged).to.deep.equal([]);
  });
});

// An API of its own: an address may present so many wrong keys and no more.
describe("an API with keys, given a header in another form", () => {
  const api = lendApi({ access: accessWithKeys() });

  const OTHER_SPELLINGS: Record<string, [header: string, status: number]> = {
    "bearer in lower case": [`bearer ${READER}`, 200],
    "more spaces": [`Bearer   ${READER}`, 200],
    "another scheme": [`Basic ${READER}`, 401],
    "no scheme": [READER, 401],
    "no key": ["Bearer ", 401],
    "two keys": [`Bearer ${READER} ${OPERATOR}`, 401],
    "more behind the key": [`Bearer ${READER}x`, 401],
    "a part of the key": [`Bearer ${READER.slice(0, -1)}`, 401],
    "the key in capitals": [`Bearer ${READER.toUpperCase()}`, 401],
    "a key of 10,000 letters": [`Bearer ${"x".repeat(10_000)}`, 401],
  };
  for (const [what, [header, status]] of Object.entries(OTHER_SPELLINGS))
    it(`answers ${status} to ${what}`, async () => {
      const headers = { Authorization: header };
      const answer = await api.request("/api/daily", { headers });
      expect(answer.status).to.equal(status);
    });

  it("does not accept a key in the URL", async () => {
    for (const name of ["key", "access_token", "api_key", "touchline_key"])
      expect(
        (await api.request(`/api/daily?${name}=${READER}`)).status,
      ).to.equal(401);
  });

  it("logs none of this", () => {
    expect(api.logged).to.deep.equal([]);
  });
});

describe("an API without keys", () => {
  const api = lendApi();

  it("answers every request, whatever key it has", async () => {
    const all: Record<string, string>[] = [
      {},
      bearer("x"),
      { Cookie: "touchline_key=x" },
    ];
    for (const headers of all)
      for (const path of ["/api/daily", "/api/rejected"])
        expect((await api.request(path, { headers })).status).to.equal(200);
  });

  it("has no sign-in", async () => {
    const { status } = await api.request("/sign-in", { method: "POST" });
    expect(status).to.equal(404);
  });
});
