import { expect } from "chai";
import { OPEN } from "../../../api/access/access.ts";
import { lendApi, problem } from "../lend-api.ts";
import { accessWithKeys, bearer, OPERATOR, READER } from "./keys.ts";

const QUOTA = 5;

/** The rate limit in an answer. */
function policyOf({ headers }: { headers: Headers }) {
  return [headers.get("ratelimit-policy"), headers.get("ratelimit")];
}

describe("a rate limit", () => {
  const access = { ...OPEN, requestsPerMinute: QUOTA };

  describe("of an address", () => {
    const api = lendApi({ access });

    it("is in every answer, and refuses further requests", async () => {
      for (let left = QUOTA - 1; left >= 0; left--) {
        const answer = await api.request("/api/game-stats");
        expect(answer.status).to.equal(200);
        const [policy, limit] = policyOf(answer);
        expect(policy).to.equal('"minute";q=5;w=60');
        expect(limit).to.match(new RegExp(`^"minute";r=${left};t=\\d\\d?$`));
      }
      const refused = await api.request("/");
      expect(refused.status).to.equal(429);
      const seconds = Number(refused.headers.get("retry-after"));
      expect(seconds).to.be.within(1, 60);
      expect(JSON.parse(refused.text)).to.deep.equal(
        problem(
          429,
          "too_many_requests",
          `more than 5 requests in 60 seconds: try again in ${seconds}`,
        ),
      );
    });

    it("does not apply to probes", async () => {
      for (const probe of ["live", "ready"]) {
        const answer = await api.request(`/healthz/${probe}`);
        expect(answer.status).to.equal(200);
        expect(policyOf(answer)).to.deep.equal([null, null]);
      }
    });

    it("cannot be evaded by claiming another address", async () => {
      const headers = { "X-Forwarded-For": "192.0.2.9" };
      const { status } = await api.request("/api/daily", { headers });
      expect(status).to.equal(429);
    });
  });

  describe("behind a proxy", () => {
    const api = lendApi({ access: { ...access, trustedProxies: 1 } });

    it("applies to the address that the proxy reports", async () => {
      const ask = async (forwarded: string) => {
        const headers = { "X-Forwarded-For": forwarded };
        return (await api.request("/healthz-not", { headers })).status;
      };
      for (let n = 0; n < QUOTA; n++)
        expect(await ask("192.0.2.1")).to.equal(404);
      expect(await ask("192.0.2.1")).to.equal(429);
      // The client has written everything before it.
      expect(await ask("198.51.100.7, 192.0.2.1")).to.equal(429);
      expect(await ask("192.0.2.2")).to.equal(404);
    });
  });

  describe("of a key", () => {
    const api = lendApi({
      access: accessWithKeys({ requestsPerMinute: QUOTA }),
    });

    it("is separate from those of other keys and of the address", async () => {
      const ask = async (key: string) =>
        (await api.request("/api/daily", { headers: bearer(key) })).status;
      for (let n = 0; n < QUOTA; n++) expect(await ask(READER)).to.equal(200);
      expect(await ask(READER)).to.equal(429);
      expect(await ask(OPERATOR)).to.equal(200);
      expect((await api.request("/")).status).to.equal(200);
    });
  });

  describe("that is not set", () => {
    const api = lendApi();

    it("appears in no answer", async () => {
      const answer = await api.request("/api/daily");
      expect(policyOf(answer)).to.deep.equal([null, null]);
    });
  });
});

describe("guessing keys", () => {
  const api = lendApi({ access: accessWithKeys() });

  it("is refused after thirty wrong keys a minute, while correct ones still work", async () => {
    const guess = (n: number) =>
      n % 2 === 0
        ? api.request("/api/daily", { headers: bearer(`tl_guess-${n}`) })
        : api.request("/sign-in", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ key: `tl_guess-${n}` }),
          });
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await guess(n)).status);
    expect(statuses).to.deep.equal([
      ...Array<number>(30).fill(401),
      ...Array<number>(10).fill(429),
    ]);
    const right = await api.request("/api/daily", { headers: bearer(READER) });
    expect(right.status).to.equal(200);
  });
});
