import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { lendApi, problem, type LentApi } from "../lend-api.ts";
import { addRegistration } from "../rows.ts";

/** Expects that a request is rejected with this message. */
async function expectRefusal(api: LentApi, path: string, message: string) {
  expect(JSON.parse((await api.request(path)).text), path).to.deep.equal(
    problem(400, "bad_request", message),
  );
}

describe("the country of a request", () => {
  const api = lendApi();
  before(async () => {
    for (const country of ["US", "DE", "DE", "Éire"])
      await addRegistration(api.store, randomUUID(), { country });
  });

  const usersOf = async (country: string) => {
    const query = new URLSearchParams({ country, from: "2024-10-09" });
    const { status, text } = await api.request(
      `/api/new-users?${query.toString()}`,
    );
    const { days } = JSON.parse(text) as { days?: { new_users: number }[] };
    return [status, days?.[0]?.new_users];
  };

  it("may be in upper or lower case, and without users", async () => {
    for (const [country, users] of [
      ...[["DE", 2] as const, ["de", 2] as const, ["dE", 2] as const],
      ...[["éIRE", 1] as const, ["Éire", 1] as const, ["no", 0] as const],
    ])
      expect(await usersOf(country), country).to.deep.equal([200, users]);
  });

  it("is rejected if it does not exist, with the nearest one", async () => {
    for (const path of ["daily", "active-users", "session-lengths"])
      await expectRefusal(
        api,
        `/api/${path}?country=Germany`,
        'country is "Germany": expected the country of a user or an ISO 3166-1 code such as US; did you mean DE?',
      );
    for (const [country, near] of [
      ...[
        ["germny", "DE"],
        ["U5", "US"],
        ["Ire", "Éire"],
        ["uk", "GB"],
        ["brazil", "BR"],
      ],
    ] as const)
      await expectRefusal(
        api,
        `/api/retention?country=${country}`,
        `country is "${country}": expected the country of a user or an ISO 3166-1 code such as US; did you mean ${near}?`,
      );
    for (const country of ["7".repeat(200), "nowhere at all"])
      await expectRefusal(
        api,
        `/api/leaderboard?country=${country}`,
        `country is "${country.length > 80 ? `${country.slice(0, 80)}…` : country}": expected the country of a user or an ISO 3166-1 code such as US`,
      );
  });
});

describe("a choice of a request", () => {
  const api = lendApi();

  it("may be in upper or lower case", async () => {
    const path = "/api/rejected?reason=Malformed_JSON&format=CSV";
    const { status, headers } = await api.request(path);
    expect(status).to.equal(200);
    expect(headers.get("content-type")).to.contain("text/csv");
    for (const device of ["ios", "iOS", "WEB"])
      expect(
        (await api.request(`/api/daily?device=${device}`)).status,
      ).to.equal(200);
  });

  it("is rejected if it does not exist, with the nearest one", async () => {
    for (const [query, message] of [
      [
        "reason=malformd_json",
        'reason is "malformd_json": expected why a line is rejected, such as malformed_json; did you mean malformed_json?',
      ],
      [
        "reason=bad",
        'reason is "bad": expected why a line is rejected, such as malformed_json',
      ],
      [
        "format=ndjsn",
        'format is "ndjsn": expected json, csv or ndjson (rows alone); by default the one that the header Accept prefers; did you mean ndjson?',
      ],
    ] as const)
      await expectRefusal(api, `/api/rejected?${query}`, message);
    await expectRefusal(
      api,
      "/api/retention?device=andriod",
      'device is "andriod": expected iOS, Android or Web, in any case; did you mean Android?',
    );
  });
});
