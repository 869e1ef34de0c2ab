import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { lendApi, problem } from "../lend-api.ts";
import { addRegistration } from "../rows.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const UUID_EXPECTED =
  "expected a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc";
const DATE_EXPECTED =
  "expected a UTC date as YYYY-MM-DD, from 1970-01-01 to 2149-06-06";

describe("a request with wrong parameters", () => {
  const api = lendApi();

  before(async () => {
    await addRegistration(api.store, USER);
  });

  async function expectRefusal(path: string, message: string): Promise<void> {
    const answer = await api.request(path);
    expect(JSON.parse(answer.text)).to.deep.equal(
      problem(400, "bad_request", message),
    );
    expect(answer.status).to.equal(400);
    expect(answer.headers.get("content-type")).to.equal(
      "application/problem+json",
    );
  }

  const users: [query: string, message: string][] = [
    ["", `user_id is missing: ${UUID_EXPECTED}`],
    ["?date=2024-10-09", `user_id is missing: ${UUID_EXPECTED}`],
    ["?user_id=", `user_id is empty: ${UUID_EXPECTED}`],
    ["?user_id", `user_id is empty: ${UUID_EXPECTED}`],
    ["?user_id=7", `user_id is "7": ${UUID_EXPECTED}`],
    [`?user_id={${USER}}`, `user_id is "{${USER}}": ${UUID_EXPECTED}`],
    [`?user_id=%20${USER}`, `user_id is " ${USER}": ${UUID_EXPECTED}`],
    [`?user_id=${USER}%0A`, `user_id is "${USER}\\n": ${UUID_EXPECTED}`],
    [
      `?user_id=${USER.replaceAll("-", "")}`,
      `user_id is "${USER.replaceAll("-", "")}": ${UUID_EXPECTED}`,
    ],
    [
      `?user_id=${USER.replace("5", "g")}`,
      `user_id is "${USER.replace("5", "g")}": ${UUID_EXPECTED}`,
    ],
    [
      `?user_id=${"x".repeat(4000)}`,
      `user_id is "${"x".repeat(80)}…": ${UUID_EXPECTED}`,
    ],
    [
      `?user_id=${USER}&user_id=${USER}`,
      `user_id is given 2 times: ${UUID_EXPECTED}, once`,
    ],
    [
      `?user_id=${USER}&USER_ID=${USER}`,
      'unknown parameter "USER_ID": there are user_id and date',
    ],
    [
      `?user_id=${USER}&__proto__=1`,
      'unknown parameter "__proto__": there are user_id and date',
    ],
    [
      "?user=7&date=today",
      `unknown parameter "user": there are user_id and date; user_id is missing: ${UUID_EXPECTED}; date is "today": ${DATE_EXPECTED}`,
    ],
  ];
  for (const [query, message] of users) {
    it(`is rejected: /api/user-stats${query.slice(0, 80)}`, () =>
      expectRefusal(`/api/user-stats${query}`, message));
  }

  it("gets a short answer, however long it is", async () => {
    const names = Array.from({ length: 900 }, (_, n) => `p${n}=1`);
    await expectRefusal(
      `/api/game-stats?${names.join("&")}`,
      'unknown parameters "p0", "p1", "p2" and 897 more: there is only date',
    );
    await expectRefusal(
      "/api/runs/current?a=1&b=2",
      'unknown parameters "a" and "b": there is none',
    );
    const long = "x".repeat(8000);
    for (const [path, init] of [
      [`/${long}`, {}],
      [`/api/users/${long}/days`, { method: "POST" }],
      [`/api/users/${long}/days`, { method: "POST", body: "x" }],
      [`/api/users/${long}/days?${long}=1&date=${long}`, {}],
      ["/api/game-stats", { headers: { Accept: `text/${long}` } }],
    ] as const)
      expect((await api.request(path, init)).text.length).to.be.below(1000);
  });

  const dates: [query: string, message: string][] = [
    ["date=", `date is empty: ${DATE_EXPECTED}`],
    ["date", `date is empty: ${DATE_EXPECTED}`],
    ...[
      "2024-02-30",
      "2023-02-29",
      "2024-13-01",
      "2024-00-10",
      "2024-01-00",
      "1969-12-31",
      "2149-06-07",
      "9999-12-31",
      "2024-1-1",
      "20241009",
      "2024-10-09T00:00:00Z",
      "2024-10-09 ",
      "-2024-10-09",
      "１024-10-09",
      "today",
      "0",
    ].map((date): [string, string] => [
      `date=${encodeURIComponent(date)}`,
      `date is "${date}": ${DATE_EXPECTED}`,
    ]),
    [
      "date=2024-10-09&date=2024-10-09",
      `date is given 2 times: ${DATE_EXPECTED}, once`,
    ],
    ["date=&date=", `date is given 2 times: ${DATE_EXPECTED}, once`],
  ];
  for (const [query, message] of dates) {
    it(`is rejected by both endpoints: ${query}`, async () => {
      await expectRefusal(`/api/user-stats?user_id=${USER}&${query}`, message);
      await expectRefusal(`/api/game-stats?${query}`, message);
    });
  }

  it("is rejected when game-stats gets a user", () =>
    expectRefusal(
      `/api/game-stats?user_id=${USER}`,
      'unknown parameter "user_id": there is only date',
    ));

  for (const path of [
    "/api/runs?after=01",
    "/api/rejected?after=1_00_1",
    `/api/leaderboard?after=07_${USER}`,
    `/api/users/${USER}/sessions?after=0161`,
    `/api/users/${USER}/matches?after=01_${USER}`,
  ]) {
    it(`is rejected when after is not a number: ${path}`, () => {
      const after = path.slice(path.indexOf("=") + 1);
      return expectRefusal(
        path,
        `after is "${after}": expected the value of \`next\` of the previous page`,
      );
    });
  }

  it("is rejected before the user is looked up", () =>
    expectRefusal(
      `/api/user-stats?user_id=${randomUUID()}&date=2024-02-30`,
      `date is "2024-02-30": ${DATE_EXPECTED}`,
    ));

  for (const date of ["1970-01-01", "2024-02-29", "2149-06-06"]) {
    it(`does not include the date ${date}`, async () => {
      const ofUser = await api.request(
        `/api/user-stats?user_id=${USER}&date=${date}`,
      );
      expect(ofUser.status, ofUser.text).to.equal(200);
      const ofGame = await api.request(`/api/game-stats?date=${date}`);
      expect(ofGame.status, ofGame.text).to.equal(200);
    });
  }

  it("logs nothing", () => {
    expect(api.logged).to.deep.equal([]);
  });
});
