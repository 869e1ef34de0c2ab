import { expect } from "chai";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendApi, problem } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

describe("a range of days", () => {
  const api = lendApi();

  const rangeOf = async (query: string) => {
    const { status, text } = await api.request(`/api/daily${query}`);
    expect(status, text).to.equal(200);
    const { from, to, days } = JSON.parse(text) as {
      from: string;
      to: string;
      days: { date: string }[];
    };
    expect(days.at(0)?.date).to.equal(from);
    expect(days.at(-1)?.date).to.equal(to);
    return [from, to, days.length];
  };

  it("is a day in 1970 on an empty database", async () => {
    expect(await rangeOf("")).to.deep.equal(["1970-01-01", "1970-01-01", 1]);
  });

  it("ends with the last day of the data, and is 28 days long", async () => {
    await publishAs(api.store, 1, async () => {
      await addRegistration(api.store, USER);
      await addSessions(api.store, {
        userId: USER,
        date: "2024-10-20",
        sessions: 1,
        seconds: 5,
      });
      await addMatches(api.store, {
        userId: USER,
        date: "2024-10-30",
        seconds: 60,
      });
    });
    expect(await rangeOf("")).to.deep.equal(["2024-10-03", "2024-10-30", 28]);
  });

  it("leaves out days whose sessions and matches were taken back", async () => {
    await publishAs(api.store, 2, () =>
      addMatches(api.store, {
        userId: USER,
        date: "2024-10-30",
        matches: -1,
        seconds: -60,
      }),
    );
    expect(await rangeOf("")).to.deep.equal(["2024-09-23", "2024-10-20", 28]);
  });

  it("is completed if one end is given", async () => {
    expect(await rangeOf("?from=2024-10-19")).to.deep.equal([
      "2024-10-19",
      "2024-10-20",
      2,
    ]);
    expect(await rangeOf("?from=2024-12-01")).to.deep.equal([
      "2024-12-01",
      "2024-12-01",
      1,
    ]);
    expect(await rangeOf("?to=2024-02-29")).to.deep.equal([
      "2024-02-02",
      "2024-02-29",
      28,
    ]);
    expect(await rangeOf("?to=1970-01-02")).to.deep.equal([
      "1970-01-01",
      "1970-01-02",
      2,
    ]);
    expect(await rangeOf("?from=2149-06-06&to=2149-06-06")).to.deep.equal([
      "2149-06-06",
      "2149-06-06",
      1,
    ]);
  });

  const refusals: [path: string, message: string][] = [
    [
      "/api/daily?from=2024-10-09&to=2024-10-08",
      "from is 2024-10-09 and to is 2024-10-08: expected from to be on or before to",
    ],
    [
      "/api/retention?from=2020-01-01&to=2024-10-08",
      "2020-01-01 to 2024-10-08 is 1743 days: expected at most 1100, so choose a later from or an earlier to",
    ],
    [
      "/api/daily?since=2024",
      'unknown parameter "since": there are from, to, country, device and format',
    ],
    [
      "/api/runs?limit=1001",
      'limit is "1001": expected a number of rows per page, 1 to 1000; by default 100',
    ],
    [
      "/api/runs?limit=1e2",
      'limit is "1e2": expected a number of rows per page, 1 to 1000; by default 100',
    ],
    [
      "/api/leaderboard?after=7",
      'after is "7": expected the value of `next` of the previous page',
    ],
    [
      "/api/users/7/sessions",
      'user_id is "7": expected a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc',
    ],
  ];
  for (const [path, message] of refusals)
    it(`is rejected, or another parameter: ${path}`, async () => {
      const answer = await api.request(path);
      expect(JSON.parse(answer.text)).to.deep.equal(
        problem(400, "bad_request", message),
      );
    });

  it("is empty for a user without a registration", async () => {
    const nobody = USER.replace("5", "6");
    for (const what of ["days", "sessions", "matches"]) {
      const answer = await api.request(
        `/api/users/${nobody.toUpperCase()}/${what}`,
      );
      expect(JSON.parse(answer.text)).to.deep.equal(
        problem(404, "not_found", `no user ${nobody} is registered`),
      );
    }
  });

  it("accepts a user id in upper case", async () => {
    const path = `/api/users/${USER.toUpperCase()}/days?to=2024-10-20`;
    const answer = await api.request(path);
    expect(JSON.parse(answer.text)).to.deep.equal({
      user_id: USER,
      from: "2024-09-23",
      to: "2024-10-20",
      days: [
        {
          date: "2024-10-20",
          number_of_sessions: 1,
          time_spent_in_game: 5,
          time_spent_in_match: 0,
          total_points_won_home: 0,
          total_points_won_away: 0,
        },
      ],
    });
  });

  it("does not count stand-ins for erased users as new", async () => {
    const range = "?from=2024-10-09&to=2024-10-09";
    const ask = async () => {
      const daily = await api.request(`/api/daily${range}`);
      const retention = await api.request(`/api/retention${range}`);
      const { days } = JSON.parse(daily.text) as {
        days: { new_users: number }[];
      };
      const { weeks } = JSON.parse(retention.text) as {
        weeks: { users: number }[];
      };
      return [days[0]?.new_users, weeks[0]?.users];
    };
    expect(await ask()).to.deep.equal([1, 1]);
    await publishAs(api.store, 3, async () => {
      await addRegistration(api.store, undefined, { eventId: 2 ** 53 });
    });
    expect(await ask()).to.deep.equal([1, 1]);
    await publishAs(api.store, 4, async () => {
      await addRegistration(api.store, undefined, { eventId: 2 ** 53 - 1 });
    });
    expect(await ask()).to.deep.equal([2, 2]);
  });
});
