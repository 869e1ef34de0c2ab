import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { lendApi } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

describe("requests that arrive together", () => {
  const statements: string[] = [];
  const api = lendApi({
    wrap: (store: Store) => ({
      snapshot: (read) => {
        if (--missing === 0) release();
        return store.snapshot(read);
      },
      version: () => store.version(),
      // The first statements take until all requests have arrived.
      query: async (statement) => {
        statements.push(statement.name);
        await allHere;
        return store.query(statement);
      },
    }),
  });
  const users: string[] = [];
  const paths: string[] = [];
  let missing = 0;
  let allHere = Promise.resolve();
  let release = () => undefined as void;

  /** Lets statements wait until this many requests have arrived. */
  function awaitRequests(count: number): void {
    missing = count;
    allHere = new Promise((resolve) => (release = resolve));
    statements.length = 0;
  }

  const times = (name: string) =>
    statements.filter((other) => other === name).length;

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
    awaitRequests(twice(paths).length);
    const together = await Promise.all(twice(paths).map(ask));
    expect(together).to.deep.equal(twice(alone));
    expect(new Set(together).size).to.be.greaterThan(30);
    // Those that were the first to arrive, and all others.
    expect(times("players")).to.be.within(1, 2);
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
    awaitRequests(asked.length);
    await Promise.all(asked.map(ask));
    expect(times("players")).to.be.within(1, 2);
    // 72 pages are three batches: the first ones, 64, and the rest. A player's
    // nine pages are nine statements.
    expect(times("user-sessions")).to.be.within(9, 27);
    expect([...new Set(statements)].sort()).to.deep.equal([
      "players",
      "user-matches",
      "user-sessions",
    ]);
  });

  it("share one statement if they are the same", async () => {
    awaitRequests(50);
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
