import { expect } from "chai";
import { lendApi } from "../lend-api.ts";
import { addRegistration } from "../rows.ts";
import { lines, talk } from "./talk.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

const INJECTIONS = [
  "' OR 1=1 --",
  "'; DROP TABLE runs; --",
  "') UNION ALL SELECT raw FROM rejected_events --",
  "{user_id:UUID}",
  `${USER}' OR '1'='1`,
  "\\' OR 1=1 --",
  "1 SETTINGS readonly = 0",
  "file('/etc/passwd', 'LineAsString')",
  "DE\0",
];

describe("a request that attempts SQL injection", () => {
  const api = lendApi();
  before(() => addRegistration(api.store, USER));

  const PATHS: ((text: string) => string)[] = [
    (text) => `/api/user-stats?user_id=${text}`,
    (text) => `/api/user-stats?user_id=${USER}&date=${text}`,
    (text) => `/api/game-stats?date=${text}`,
    (text) => `/api/daily?from=${text}`,
    (text) => `/api/users/${text}/days`,
    (text) => `/api/users/${USER}/sessions?after=${text}`,
    (text) => `/api/leaderboard?limit=${text}`,
    (text) => `/api/leaderboard?after=${text}`,
    (text) => `/api/leaderboard?country=${text}`,
    (text) => `/api/rejected?reason=${text}`,
    (text) => `/api/runs?after=${text}`,
    (text) => `/api/daily?${text}=1`,
    (text) => `/api/daily?format=${text}`,
  ];
  for (const injection of INJECTIONS)
    it(`is rejected: ${JSON.stringify(injection)}`, async () => {
      for (const at of PATHS) {
        const path = at(encodeURIComponent(injection));
        expect((await api.request(path)).status, path).to.equal(400);
      }
    });
});

describe("a request for a path that does not exist", () => {
  const api = lendApi();
  const FILES = [
    "/assets/../../package.json",
    "/assets/../../../../../../etc/passwd",
    "/assets/..%2f..%2fpackage.json",
    "/assets/%2e%2e/%2e%2e/package.json",
    "/assets/%252e%252e/package.json",
    "/assets/..\\..\\package.json",
    "/assets/..%5c..%5cpackage.json",
    "/assets//etc/passwd",
    "//etc/passwd",
    "/etc/passwd",
    "/.env",
    "/package.json",
    "/assets/main.js%00.html",
    "/data/engine/note.json",
    "/api/dashboard/main.js",
    "file:///etc/passwd",
  ];
  for (const path of FILES)
    it(`returns no file: ${path}`, async () => {
      // Unchanged: a client would normalize some paths.
      const { statuses, text } = await talk(
        api.port,
        lines(`GET ${path} HTTP/1.1`, "Host: localhost", "Connection: close"),
      );
      expect(statuses).to.deep.equal([404]);
      expect(text).to.contain('"code":"not_found"');
    });

  it("returns none of its markup or headers", async () => {
    const { headers, text } = await api.request(
      "/%3Cscript%3Ealert(1)%3C/script%3E%0d%0aSet-Cookie:%20a=b",
    );
    expect(headers.get("content-type")).to.equal("application/problem+json");
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    expect(headers.get("set-cookie")).to.equal(null);
    expect(text).not.to.contain("<script>");
  });
});
