import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendApi } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

describe("requests that arrive together", () => {
  const statements: string[] = [];
  let version = 0;
  const api = lendApi({
    wrap: (store: Store) => ({
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      query: (statement) => {
        if (statement.name !== "read-ahead") statements.push(statement.name);
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

  /** Makes the API query the database again. */
  async function forget(): Promise<void> {
    await publishAs(api.store, ++version, () => Promise.resolve());
    statements.length = 0;
  }

  it("get the same answers as one by one, with fewer statements", async () => {
    const ask = async (path: string) => (await api.request(path)).text;
    const alone: string[] = [];
    for (const path of paths) {
      await forget();
      alone.push(await ask(path));
    }
    // Some are requested twice.
    const twice = (list: string[]) => [...list, ...list.slice(0, 30)];
    await forget();
    const together = await Promise.all(twice(paths).map(ask));
    expect(together).to.deep.equal(twice(alone));
    expect(new Set(together).size).to.be.greaterThan(30);
    const aboutUsers = statements.filter((name) => name.startsWith("user-"));
    expect(aboutUsers.length).to.be.lessThan(20);
  });

  it("share one statement if they are the same", async () => {
    await forget();
    await Promise.all(
      Array.from({ length: 50 }, () => api.request("/api/game-stats")),
    );
    // While the first is being answered, the others may query once more.
    expect(statements.length).to.be.at.most(4);
    const before = statements.length;
    await api.request("/api/game-stats");
    expect(statements.length).to.equal(before);
  });

  it("on both sides of midnight are counted on their own days", async () => {
    await forget();
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
