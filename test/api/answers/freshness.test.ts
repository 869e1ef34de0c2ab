import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendApi } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const date = "2024-10-09";

/** Each of them shows one more session after each run. */
const PATHS = [
  `/api/user-stats?user_id=${USER}`,
  `/api/user-stats?user_id=${USER}&date=${date}`,
  "/api/game-stats",
  `/api/game-stats?date=${date}`,
];

describe("answers", () => {
  const api = lendApi();
  let version = 0;

  /** A run that adds one session and one match to the user's day. */
  function publishRun(): Promise<void> {
    return publishAs(api.store, version + 1, async () => {
      await addSessions(api.store, {
        userId: USER,
        date,
        sessions: 1,
        seconds: 60,
      });
      await addMatches(api.store, { userId: USER, date, seconds: 6, home: 3 });
      version++;
    });
  }

  before(async () => {
    await addRegistration(api.store, USER);
    await publishRun();
  });

  async function sessionsIn(path: string): Promise<number> {
    const { text } = await api.request(path);
    const stats = JSON.parse(text) as Record<string, number>;
    if ("time_spent_in_game" in stats)
      expect(stats.time_spent_in_game).to.equal(60 * stats.number_of_sessions!);
    return stats.number_of_sessions!;
  }

  it("are never older than the last published run", async () => {
    for (let run = 0; run < 5; run++) {
      for (const path of [...PATHS, ...PATHS])
        expect(await sessionsIn(path), path).to.equal(version);
      await publishRun();
    }
  });

  it("are of the last run or a newer one while runs are published", async () => {
    let publishing = true;
    const readers = PATHS.map(async (path) => {
      let reads = 0;
      while (publishing) {
        const published = version;
        const seen = await sessionsIn(path);
        expect(seen, path).to.be.within(published, version);
        reads++;
        await sleep(5);
      }
      return reads;
    });
    for (let run = 0; run < 10; run++) {
      await publishRun();
      await sleep(20);
    }
    publishing = false;
    for (const reads of await Promise.all(readers))
      expect(reads).to.be.greaterThan(0);
  });

  it("include a user as soon as the registration is published", async () => {
    const user = "aaaaaaaa-0000-4000-8000-000000000001";
    const path = `/api/user-stats?user_id=${user}`;
    for (let i = 0; i < 2; i++)
      expect((await api.request(path)).status).to.equal(404);
    await publishAs(api.store, ++version, async () => {
      await addRegistration(api.store, user);
    });
    expect((await api.request(path)).status).to.equal(200);
  });
});
