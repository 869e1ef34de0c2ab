import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Value } from "typebox/value";
import { UserStats } from "../../../api/routes/user-stats/user-stats.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { lendApi, problem } from "../lend-api.ts";
import {
  addMatches,
  addRegistration,
  addSessions,
  mergeAll,
  stopMerges,
} from "../rows.ts";

const TODAY = "2024-10-09";

for (const [state, settle] of [
  ["while rows of one key stay apart", stopMerges],
  ["when rows of one key are merged", mergeAll],
] as const)
  describe(`GET /api/user-stats ${state}`, () => givesUserStats(settle));

function givesUserStats(settle: (store: Store) => Promise<void>): void {
  const api = lendApi();

  before(() => stopMerges(api.store));
  beforeEach(() => {
    api.now = `${TODAY}T12:00:00Z`;
  });

  async function statsOf(userId: string, date?: string): Promise<UserStats> {
    await settle(api.store);
    return readStats(userId, date);
  }

  async function readStats(userId: string, date?: string): Promise<UserStats> {
    const onDate = date === undefined ? "" : `&date=${date}`;
    const answer = await api.request(
      `/api/user-stats?user_id=${userId}${onDate}`,
    );
    expect(answer.status, answer.text).to.equal(200);
    return Value.Parse(UserStats, JSON.parse(answer.text));
  }

  it("returns zeros for a user without activity", async () => {
    const user = await addRegistration(api.store);
    const zeros = {
      user_id: user,
      country: "US",
      days_since_last_login: null,
      registration_date_local_timezone: "2024-10-09 11:27:35",
      number_of_sessions: 0,
      time_spent_in_game: 0,
      total_points_won_home: 0,
      total_points_won_away: 0,
      percentage_time_spent_in_match: 0,
    };
    expect(await statsOf(user)).to.deep.equal(zeros);
    expect(await statsOf(user, TODAY)).to.deep.equal(zeros);
  });

  it("returns 404 for a user without a registration, whatever the user did", async () => {
    const userId = randomUUID();
    await addSessions(api.store, {
      userId,
      date: TODAY,
      sessions: 1,
      seconds: 60,
    });
    for (const onDate of ["", `&date=${TODAY}`]) {
      const answer = await api.request(
        `/api/user-stats?user_id=${userId.toUpperCase()}${onDate}`,
      );
      expect(answer.status).to.equal(404);
      expect(JSON.parse(answer.text)).to.deep.equal(
        problem(404, "not_found", `no user ${userId} is registered`),
      );
    }
  });

  it("accepts a user_id in upper case, and returns it in lower case", async () => {
    const user = await addRegistration(api.store);
    for (const date of [undefined, TODAY]) {
      const stats = await statsOf(user.toUpperCase(), date);
      expect(stats.user_id).to.equal(user);
    }
  });

  it("sums the rows of a day, and the days of all time", async () => {
    const userId = await addRegistration(api.store);
    const other = await addRegistration(api.store);
    for (const date of ["2024-10-07", "2024-10-08", "2024-10-08"]) {
      for (const user of [userId, other]) {
        await addSessions(api.store, {
          userId: user,
          date,
          sessions: 2,
          seconds: 100,
        });
        await addMatches(api.store, {
          userId: user,
          date,
          seconds: 30,
          home: 3,
          away: 1,
        });
      }
    }
    const ofDay = await statsOf(userId, "2024-10-08");
    expect(ofDay).to.deep.include({
      number_of_sessions: 4,
      time_spent_in_game: 200,
      total_points_won_home: 6,
      total_points_won_away: 2,
      percentage_time_spent_in_match: 30,
    });
    expect(await statsOf(userId)).to.deep.include({
      number_of_sessions: 6,
      time_spent_in_game: 300,
      total_points_won_home: 9,
      total_points_won_away: 3,
      percentage_time_spent_in_match: 30,
    });
    expect(await statsOf(userId, "2024-10-09")).to.deep.include({
      number_of_sessions: 0,
      time_spent_in_game: 0,
      total_points_won_home: 0,
      total_points_won_away: 0,
      percentage_time_spent_in_match: 0,
    });
  });

  describe("days_since_last_login", () => {
    const sessionOn = (userId: string, date: string, sessions = 1) =>
      addSessions(api.store, {
        userId,
        date,
        sessions,
        seconds: 60 * sessions,
      });

    it("counts from the latest session day on or before the date", async () => {
      const user = await addRegistration(api.store);
      await sessionOn(user, "2024-09-30");
      await sessionOn(user, "2024-10-05");
      await sessionOn(user, "2024-10-08");
      const expected: [date: string | undefined, days: number | null][] = [
        ["2024-09-29", null],
        ["2024-09-30", 0],
        ["2024-10-04", 4],
        ["2024-10-05", 0],
        ["2024-10-07", 2],
        ["2025-10-08", 365],
        ["2149-06-06", 45_531],
        [undefined, 1],
      ];
      for (const [date, days] of expected) {
        const { days_since_last_login } = await statsOf(user, date);
        expect(days_since_last_login, date).to.equal(days);
      }
    });

    it("follows the clock into the next day", async () => {
      const user = await addRegistration(api.store);
      await sessionOn(user, TODAY);
      api.now = "2024-10-09T23:59:59.999Z";
      expect((await statsOf(user)).days_since_last_login).to.equal(0);
      api.now = "2024-10-10T00:00:00.000Z";
      expect((await statsOf(user)).days_since_last_login).to.equal(1);
      api.now = "2024-10-09T23:59:59.999Z";
      expect((await statsOf(user)).days_since_last_login).to.equal(0);
    });

    it("leaves out a session day after today, whose numbers count", async () => {
      const user = await addRegistration(api.store);
      await sessionOn(user, "2024-10-10");
      expect(await statsOf(user)).to.deep.include({
        days_since_last_login: null,
        number_of_sessions: 1,
      });
      await sessionOn(user, "2024-10-06");
      api.now = "2024-10-09T12:00:01Z";
      const other = await statsOf(user, TODAY);
      expect(other.days_since_last_login).to.equal(3);
    });

    it("works on the first possible day", async () => {
      const user = await addRegistration(api.store);
      await sessionOn(user, "1970-01-01");
      for (const [date, days] of [
        ["1970-01-01", 0],
        ["1970-01-03", 2],
        [undefined, 20_005],
      ] as const) {
        const { days_since_last_login } = await statsOf(user, date);
        expect(days_since_last_login).to.equal(days);
      }
    });

    it("leaves out a day whose sessions were taken back", async () => {
      const user = await addRegistration(api.store);
      await sessionOn(user, "2024-10-02");
      await sessionOn(user, "2024-10-07");
      await sessionOn(user, "2024-10-07", -1);
      expect(await statsOf(user)).to.deep.include({
        days_since_last_login: 7,
        number_of_sessions: 1,
        time_spent_in_game: 60,
      });
      expect(await statsOf(user, "2024-10-07")).to.deep.include({
        days_since_last_login: 5,
        number_of_sessions: 0,
        time_spent_in_game: 0,
      });
    });

    it("is null when all sessions were taken back", async () => {
      const user = await addRegistration(api.store);
      await sessionOn(user, "2024-10-07");
      await sessionOn(user, "2024-10-07", -1);
      for (const date of [undefined, "2024-10-07", "2024-10-09"]) {
        const { days_since_last_login } = await statsOf(user, date);
        expect(days_since_last_login).to.equal(null);
      }
    });

    it("does not count a match without a session", async () => {
      const userId = await addRegistration(api.store);
      await addMatches(api.store, {
        userId,
        date: TODAY,
        seconds: 90,
        away: 1,
      });
      for (const date of [undefined, TODAY]) {
        expect(await statsOf(userId, date)).to.deep.include({
          days_since_last_login: null,
          total_points_won_away: 1,
          percentage_time_spent_in_match: 0,
        });
      }
    });
  });

  describe("percentage_time_spent_in_match", () => {
    const cases: [inMatch: number, inGame: number, percentage: number][] = [
      [113, 780, 14.49],
      [1, 3, 33.33],
      [2, 3, 66.67],
      // Exactly half of a hundredth rounds up; as doubles these lie below it.
      [201, 20_000, 1.01],
      [1, 20_000, 0.01],
      [1, 20_001, 0],
      [29, 20_000, 0.15],
      [57, 40_000, 0.14],
      [16_401, 20_000, 82.01],
      [780, 780, 100],
      [1560, 780, 200],
      [60, 0, 0],
    ];

    it("is rounded to hundredths, halves up", async () => {
      const days = cases.map(([inMatch, inGame, percentage]) => {
        const day = { userId: randomUUID(), date: TODAY };
        return { day, inMatch, inGame, percentage };
      });
      for (const { day } of days) await addRegistration(api.store, day.userId);
      await addSessions(
        api.store,
        ...days.map(({ day, inGame: seconds }) => ({
          ...day,
          ...{ sessions: 1, seconds },
        })),
      );
      await addMatches(
        api.store,
        ...days.map(({ day, inMatch: seconds }) => ({ ...day, seconds })),
      );
      await settle(api.store);
      for (const { day, inMatch, inGame, percentage } of days)
        for (const date of [undefined, TODAY]) {
          const stats = await readStats(day.userId, date);
          expect(
            stats.percentage_time_spent_in_match,
            `${inMatch} s of ${inGame} s`,
          ).to.equal(percentage);
        }
    });
  });

  describe("a registration", () => {
    it("does not count if an earlier one displaced it", async () => {
      const late = {
        country: "JP",
        localTime: "2024-10-09 21:04:27",
        at: 1_728_475_467,
        eventId: 3,
      };
      const user = await addRegistration(api.store, undefined, late);
      await addRegistration(api.store, user, {
        country: "DE",
        localTime: "2024-10-09 10:45:46",
        at: 1_728_463_546,
        eventId: 9,
      });
      for (const date of [undefined, TODAY]) {
        expect(await statsOf(user, date)).to.deep.include({
          country: "DE",
          registration_date_local_timezone: "2024-10-09 10:45:46",
        });
      }
    });

    it("may be in any country and year", async () => {
      const user = await addRegistration(api.store, undefined, {
        country: "",
        localTime: "1970-01-01 00:00:00",
        at: 1,
      });
      expect(await statsOf(user)).to.deep.include({
        country: "",
        registration_date_local_timezone: "1970-01-01 00:00:00",
      });
      const early = await addRegistration(api.store, undefined, {
        country: "Ελλάδα",
        localTime: "1969-12-31 19:00:01",
        at: 1,
      });
      expect(await statsOf(early)).to.deep.include({
        country: "Ελλάδα",
        registration_date_local_timezone: "1969-12-31 19:00:01",
      });
    });
  });
}
