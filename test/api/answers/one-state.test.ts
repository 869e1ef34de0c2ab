import { expect } from "chai";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendApi } from "../lend-api.ts";
import { addRegistration, addSessions } from "../rows.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const PATHS = [
  "/api/daily",
  "/api/active-users",
  "/api/session-lengths",
  "/api/new-users",
  "/api/countries",
  `/api/users/${USER}/days`,
  `/api/users/${USER}/sessions`,
];

const dayOf = (run: number) => `2024-10-${10 + run}`;

describe("an answer of several statements", () => {
  let runs = 0;
  let isDue = false;
  const api = lendApi({
    wrap: (store) => ({
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      async query<Row>(statement: Parameters<typeof store.query>[0]) {
        const rows = await store.query<Row>(statement);
        if (statement.name === "last-day" && isDue) await publishRun();
        return rows;
      },
    }),
  });

  /** One run each, with a session a day later. */
  async function publishRun(): Promise<void> {
    isDue = false;
    const run = ++runs;
    await publishAs(api.store, run, async () => {
      if (run === 1) await addRegistration(api.store, USER);
      await addSessions(api.store, {
        userId: USER,
        date: dayOf(run),
        sessions: 1,
        seconds: 5,
      });
    });
  }

  for (const path of PATHS)
    it(`shows one published state, even if a run is published meanwhile: ${path}`, async () => {
      await publishRun();
      isDue = true;
      const { status, text } = await api.request(path);
      expect(status, text).to.equal(200);
      expect(isDue).to.equal(false);
      expect(JSON.parse(text)).to.include({ to: dayOf(runs) });
    });
});
