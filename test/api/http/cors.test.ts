import { expect } from "chai";
import { lendApi, type Answer } from "../lend-api.ts";

const OURS = "https://stats.example";
const OTHERS = "https://other.example";

const CORS = [
  "access-control-allow-origin",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-max-age",
  "access-control-expose-headers",
];

/** What an answer allows pages of other origins, and which origins. */
function grants({ headers }: Answer) {
  const named = CORS.map((name) => [name.slice(15), headers.get(name)]);
  return {
    ...Object.fromEntries(named.filter(([, value]) => value !== null)),
    vary: headers.get("vary"),
  } as Record<string, string | null>;
}

const from = (origin: string, more: RequestInit = {}): RequestInit => ({
  ...more,
  headers: { Origin: origin, ...(more.headers as Record<string, string>) },
});
const preflight = (origin: string) =>
  from(origin, {
    method: "OPTIONS",
    headers: { "Access-Control-Request-Method": "GET" },
  });

describe("pages of other origins", () => {
  describe("without a setting", () => {
    const api = lendApi();
    it("cannot read answers", async () => {
      for (const init of [from(OURS), preflight(OURS)])
        expect(
          grants(await api.request("/api/game-stats", init)),
        ).to.deep.equal({ vary: null });
    });
  });

  describe("with one origin named", () => {
    const api = lendApi({ corsOrigins: [OURS] });

    it("can read answers and errors from that origin", async () => {
      for (const path of ["/api/game-stats", "/api/game-stats?date=x", "/no"])
        expect(grants(await api.request(path, from(OURS)))).to.deep.equal({
          "allow-origin": OURS,
          "expose-headers":
            "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
          vary: "Origin",
        });
    });

    it("can send preflight requests from that origin", async () => {
      const answer = await api.request("/api/game-stats", preflight(OURS));
      expect(answer.status).to.equal(204);
      expect(grants(answer)).to.deep.equal({
        "allow-origin": OURS,
        "allow-methods": "GET, HEAD",
        "allow-headers": "Authorization, If-None-Match, X-Request-Id",
        "max-age": "7200",
        vary: "Origin",
      });
    });

    it("cannot read from other origins, and caches keep them apart", async () => {
      for (const init of [from(OTHERS), preflight(OTHERS), from("null"), {}])
        expect(
          grants(await api.request("/api/game-stats", init)),
        ).to.deep.equal({ vary: "Origin" });
      const rows = await api.request("/api/daily", from(OURS));
      expect(grants(rows)["vary"]).to.equal("Origin, Accept");
    });

    it("can read a cached answer after a 304", async () => {
      const { headers } = await api.request("/api/game-stats", from(OURS));
      const known = { "If-None-Match": headers.get("etag") ?? "" };
      const again = await api.request(
        "/api/game-stats",
        from(OURS, { headers: known }),
      );
      expect(again.status).to.equal(304);
      expect(grants(again)["allow-origin"]).to.equal(OURS);
    });
  });

  describe("with all origins allowed", () => {
    const api = lendApi({ corsOrigins: ["*"] });
    it("can all read the same answer", async () => {
      expect(
        grants(await api.request("/api/game-stats", from(OTHERS))),
      ).to.deep.equal({
        "allow-origin": "*",
        "expose-headers":
          "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
        vary: null,
      });
    });
  });
});
