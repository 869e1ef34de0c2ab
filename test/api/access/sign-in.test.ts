import { expect } from "chai";
import { lendApi, problem } from "../lend-api.ts";
import { accessWithKeys, READER } from "./keys.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

describe("signing in", () => {
  const api = lendApi({ access: accessWithKeys() });

  const signIn = (body: string, headers: Record<string, string> = JSON_TYPE) =>
    api.request("/sign-in", { method: "POST", headers, body });
  const withCookie = (path: string, Cookie: string) =>
    api.request(path, { headers: { Cookie } });

  it("returns the key as a cookie that the API accepts", async () => {
    const answer = await signIn(JSON.stringify({ key: READER }));
    expect(answer.status).to.equal(204);
    expect(answer.headers.get("cache-control")).to.equal("no-store");
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).to.equal(
      `touchline_key=${READER}; path=/; samesite=strict; httponly`,
    );
    const sent = cookie.split(";")[0] ?? "";
    expect((await withCookie("/api/daily", sent)).status).to.equal(200);
    expect((await withCookie("/api/rejected", sent)).status).to.equal(403);
  });

  it("prefers the header to the cookie", async () => {
    const { status } = await api.request("/api/daily", {
      headers: { Cookie: `touchline_key=${READER}`, Authorization: "Bearer x" },
    });
    expect(status).to.equal(401);
  });

  it("lasts until sign-out", async () => {
    const { status, headers } = await api.request("/sign-out", {
      method: "POST",
    });
    expect(status).to.equal(204);
    expect(headers.get("set-cookie")).to.match(
      /^touchline_key=; path=\/; expires=Thu, 01 Jan 1970 /,
    );
  });

  it("removes a cookie whose key is no longer valid", async () => {
    const answer = await withCookie("/api/daily", "touchline_key=old");
    expect(answer.status).to.equal(401);
    expect(answer.headers.get("set-cookie")).to.match(/^touchline_key=; /);
    const page = await withCookie("/", "touchline_key=old");
    expect(page.status).to.equal(200);
  });

  it("rejects a wrong key, and bodies without a key", async () => {
    const WRONG = problem(
      401,
      "unauthenticated",
      "this API does not have that key",
    );
    const wrong = await signIn('{"key":"x"}');
    expect(JSON.parse(wrong.text)).to.deep.equal(WRONG);
    expect(wrong.headers.get("set-cookie")).to.equal(null);
    for (const body of ["", "{}", "[]", "null", '{"key":1}', '{"key":'])
      expect(JSON.parse((await signIn(body)).text)).to.deep.equal(
        problem(
          400,
          "bad_request",
          '/sign-in requires a JSON object: {"key": "…"}',
        ),
      );
  });

  it("accepts no body larger than a key", async () => {
    const body = JSON.stringify({ key: "x".repeat(1100) });
    const answer = await signIn(body);
    expect(JSON.parse(answer.text)).to.deep.equal(
      problem(413, "content_too_large", "the body has more than 1024 bytes"),
    );
  });

  it("rejects content types that a page of another site could send", async () => {
    const body = JSON.stringify({ key: READER });
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ])
      expect((await signIn(body, { "Content-Type": type })).status).to.equal(
        415,
      );
  });

  const OURS: Record<string, string>[] = [
    {},
    { "Sec-Fetch-Site": "same-origin" },
    // Behind a proxy that sends its own host name.
    { "Sec-Fetch-Site": "same-origin", Origin: "https://stats.example" },
  ];
  const OTHERS: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" },
  ];
  for (const path of ["/sign-in", "/sign-out"])
    it(`rejects requests from pages of another site: ${path}`, async () => {
      const body = JSON.stringify({ key: READER });
      const post = (headers: Record<string, string>) =>
        api.request(path, {
          method: "POST",
          headers: { ...headers, ...(path === "/sign-in" && JSON_TYPE) },
          ...(path === "/sign-in" && { body }),
        });
      const Origin = `http://127.0.0.1:${api.port}`;
      for (const headers of [...OURS, { Origin }])
        expect((await post(headers)).status).to.equal(204);
      for (const headers of [...OTHERS, { Origin: `${Origin}0` }]) {
        const answer = await post(headers);
        expect(JSON.parse(answer.text)).to.deep.equal(
          problem(
            403,
            "forbidden",
            `${path} takes no requests from pages of other sites: open the dashboard of this API and use that`,
          ),
        );
        expect(answer.headers.get("set-cookie")).to.equal(null);
      }
    });

  it("logs none of this", () => {
    expect(api.logged).to.deep.equal([]);
  });
});

describe("signing in behind a proxy with TLS", () => {
  const api = lendApi({ access: accessWithKeys({ trustedProxies: 1 }) });

  it("sets a cookie for TLS only", async () => {
    const { headers } = await api.request("/sign-in", {
      method: "POST",
      headers: { ...JSON_TYPE, "X-Forwarded-Proto": "https" },
      body: JSON.stringify({ key: READER }),
    });
    expect(headers.get("set-cookie")).to.contain("; secure; httponly");
  });
});
