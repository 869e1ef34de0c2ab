import { expect } from "chai";
import { Value } from "typebox/value";
import { GameStats } from "../../../api/routes/game-stats/game-stats.ts";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendApi } from "../lend-api.ts";
import { addMatches, addSessions, onShards, stopMerges } from "../rows.ts";

/** The database puts B before A, by the second halves. */
const A = "11111111-0000-0000-b000-000000000000";
const B = "22222222-0000-0000-a000-000000000000";
const C = "33333333-0000-0000-9000-000000000000";

describe("GET /api/game-stats", () => {
  const api = lendApi();
  let version = 0;

  beforeEach(async () => {
    await stopMerges(api.store);
    // Every test begins with an empty game.
    await publishAs(api.store, ++version, async () => {
      for (const table of [
        "summed_players",
        "summed_day_counts",
        "signed_leaderboard",
      ])
        await onShards(api.store, `TRUNCATE TABLE ${table}`);
    });
  });

  async function gameStats(date?: string): Promise<GameStats> {
    const onDate = date === undefined ? "" : `?date=${date}`;
    const answer = await api.request(`/api/game-stats${onDate}`);
    expect(answer.status, answer.text).to.equal(200);
    return Value.Parse(GameStats, JSON.parse(answer.text));
  }

  it("is zeros, null and an empty list on an empty database", async () => {
    for (const date of [undefined, "2024-10-09"]) {
      const answer = await api.request(
        `/api/game-stats${date ? `?date=${date}` : ""}`,
      );
      expect(answer.text).to.equal(
        '{"active_users":0,"number_of_sessions":0,"avg_sessions_for_users":null,"user_with_most_points":[]}',
      );
    }
  });

  it("counts the users and sessions of the day, or of all days", async () => {
    for (let i = 0; i < 2; i++) {
      await addSessions(
        api.store,
        { userId: A, date: "2024-10-08", sessions: 1, seconds: 5 },
        { userId: A, date: "2024-10-09", sessions: 2, seconds: 5 },
        { userId: B, date: "2024-10-09", sessions: 1, seconds: 0 },
      );
    }
    expect(await gameStats("2024-10-08")).to.deep.include({
      active_users: 1,
      number_of_sessions: 2,
      avg_sessions_for_users: 2,
    });
    expect(await gameStats("2024-10-09")).to.deep.include({
      active_users: 2,
      number_of_sessions: 6,
      avg_sessions_for_users: 3,
    });
    expect(await gameStats()).to.deep.include({
      active_users: 2,
      number_of_sessions: 8,
      avg_sessions_for_users: 4,
    });
  });

  it("leaves out users whose sessions were taken back", async () => {
    await addSessions(
      api.store,
      { userId: A, date: "2024-10-09", sessions: 2, seconds: 9 },
      { userId: B, date: "2024-10-09", sessions: 1, seconds: 9 },
    );
    await addSessions(api.store, {
      userId: A,
      date: "2024-10-09",
      sessions: -2,
      seconds: -9,
    });
    for (const date of [undefined, "2024-10-09"]) {
      expect(await gameStats(date)).to.deep.include({
        active_users: 1,
        number_of_sessions: 1,
        avg_sessions_for_users: 1,
      });
    }
  });

  it("rounds the average half up", async () => {
    // 201 sessions of 200 users: 1.005, which no double represents.
    const day = (from: number, users: number) =>
      Array.from({ length: users }, (_, i) => ({
        userId: `00000000-0000-0000-0000-${String(from + i).padStart(12, "0")}`,
        date: "2024-10-09",
        sessions: 1,
        seconds: 0,
      }));
    await addSessions(api.store, ...day(0, 200));
    await addSessions(api.store, ...day(0, 1));
    for (const date of [undefined, "2024-10-09"])
      expect((await gameStats(date)).avg_sessions_for_users).to.equal(1.01);
  });

  it("names every user who shares the most points, in text order", async () => {
    await addMatches(
      api.store,
      { userId: C, date: "2024-10-09", seconds: 60, home: 1, away: 3 },
      { userId: B, date: "2024-10-09", seconds: 60, home: 4 },
      { userId: A, date: "2024-10-09", seconds: 60, home: 1 },
    );
    await addMatches(api.store, {
      userId: A,
      date: "2024-10-09",
      seconds: 60,
      away: 3,
    });
    for (const date of [undefined, "2024-10-09"])
      expect((await gameStats(date)).user_with_most_points).to.deep.equal([
        A,
        B,
        C,
      ]);
  });

  it("adds up points over days only without a date", async () => {
    await addMatches(
      api.store,
      { userId: A, date: "2024-10-08", seconds: 60, home: 3 },
      { userId: A, date: "2024-10-09", seconds: 60, home: 1 },
      { userId: B, date: "2024-10-09", seconds: 60, away: 3 },
    );
    const best = async (date?: string) =>
      (await gameStats(date)).user_with_most_points;
    expect(await best("2024-10-08")).to.deep.equal([A]);
    expect(await best("2024-10-09")).to.deep.equal([B]);
    expect(await best("2024-10-10")).to.deep.equal([]);
    expect(await best()).to.deep.equal([A]);
  });

  it("names no user when the matches were taken back", async () => {
    const match = { date: "2024-10-09", seconds: 60, home: 3 };
    await addSessions(api.store, {
      userId: B,
      date: "2024-10-09",
      sessions: 1,
      seconds: 60,
    });
    await addMatches(api.store, { ...match, userId: A });
    await addMatches(api.store, {
      userId: A,
      date: "2024-10-09",
      matches: -1,
      seconds: -60,
      home: -3,
    });
    for (const date of [undefined, "2024-10-09"])
      expect(await gameStats(date)).to.deep.equal({
        active_users: 1,
        number_of_sessions: 1,
        avg_sessions_for_users: 1,
        user_with_most_points: [],
      });
  });
});
