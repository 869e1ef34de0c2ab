import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { lendApi } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

describe("requests that arrive together", () => {
  const statements: string[] = [];
  const api = lendApi({
    wrap: (store: Store) => ({
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      // As long as on a large database, so that requests arrive meanwhile.
      query: async (statement) => {
        statements.push(statement.name);
        await sleep(20);
        return store.query(statement);
      },
    }),
  });
  const users: string[] = [];
  const paths: string[] = [];

  before(async () => {
    for (let i = 0; i < 8; i++) {
      const userId = randomUUID();
      users.push(userId);
      if (i % 4 === 3) continue;
      await addRegistration(api.store, userId);
      for (let day = 1; day <= 5; day += 1 + (i % 3)) {
        const date = `2024-10-0${day}`;
        await addSessions(api.store, {
          userId,
          date,
          sessions: 1 + i,
          seconds: 100 * day,
        });
        await addMatches(api.store, {
          userId,
          date,
          seconds: 7 * day,
          home: i,
        });
      }
    }
    // Each user without a date and on five days, and each of the days.
    for (let day = 0; day <= 5; day++) {
      const date = day === 0 ? "" : `date=2024-10-0${day}`;
      paths.push(`/api/game-stats?${date}`);
      for (const user of users)
        paths.push(`/api/user-stats?user_id=${user}&${date}`);
    }
  });

  const ask = async (path: string) => (await api.request(path)).text;

  it("get the same answers as one by one, with fewer statements", async () => {
    const alone: string[] = [];
    for (const path of paths) alone.push(await ask(path));
    // Some are requested twice.
    const twice = (list: string[]) => [...list, ...list.slice(0, 30)];
    statements.length = 0;
    const together = await Promise.all(twice(paths).map(ask));
    expect(together).to.deep.equal(twice(alone));
    expect(new Set(together).size).to.be.greaterThan(30);
    const aboutUsers = statements.filter((name) => name === "players");
    // One at a time would be 75.
    expect(aboutUsers.length).to.be.within(1, 37);
  });

  it("share statements about players, whatever endpoint and dates they need", async () => {
    const days = Array.from({ length: 9 }, (_, day) => `2024-10-0${day + 1}`);
    const asked = users.flatMap((user) => [
      `/api/user-stats?user_id=${user}`,
      ...days.flatMap((day) => [
        `/api/user-stats?user_id=${user}&date=${day}`,
        ...["days", "sessions", "matches"].map(
          (what) => `/api/users/${user}/${what}?from=${day}&to=2024-10-09`,
        ),
      ]),
    ]);
    statements.length = 0;
    await Promise.all(asked.map(ask));
    const times = (name: string) =>
      statements.filter((other) => other === name).length;
    // In as many batches as requests arrive in; one at a time would be 296 and 72.
    expect(times("players")).to.be.within(1, 148);
    expect(times("user-sessions")).to.be.within(1, 71);
    expect([...new Set(statements)].sort()).to.deep.equal([
      "players",
      "user-matches",
      "user-sessions",
    ]);
  });

  it("share one statement if they are the same", async () => {
    statements.length = 0;
    await Promise.all(
      Array.from({ length: 50 }, () => api.request("/api/game-stats")),
    );
    // While the first is being answered, the others may query once more.
    expect(statements.length).to.be.at.most(8);
  });

  it("on both sides of midnight are counted on their own days", async () => {
    const [user] = users;
    const path = `/api/user-stats?user_id=${user}`;
    const days = async () => {
      const { text } = await api.request(path);
      return (JSON.parse(text) as { days_since_last_login: number })
        .days_since_last_login;
    };
    api.now = "2024-10-09T23:59:59Z";
    const before = Promise.all(Array.from({ length: 20 }, days));
    setTimeout(() => (api.now = "2024-10-10T00:00:00Z"), 3);
    await before;
    expect([4, 5]).to.include.members(await before);
    expect(await days()).to.equal(5);
  });
});
