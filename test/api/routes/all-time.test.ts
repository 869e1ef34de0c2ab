import { expect } from "chai";
import type { UserStats } from "../../../api/routes/user-stats/user-stats.ts";
import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  NOON,
  USER_ID,
  writeUsual,
} from "../../support/events/events.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import { MIDNIGHT, SEASON_COUNTRIES } from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { withApi } from "../lend-api.ts";
import { mergeAll, stopMerges } from "../rows.ts";

const registration = (id: number, at: number, country = "US") =>
  buildRegistration({ country }, { event_id: id, event_timestamp: at });
const ping = (id: number, at: number) =>
  buildPing({}, { event_id: id, event_timestamp: at });

/** Times of pings that extend a session of the evening past midnight. */
const BEFORE = MIDNIGHT - 90;
const BETWEEN = MIDNIGHT - 40;
const AFTER = MIDNIGHT + 10;

interface Case {
  readonly name: string;
  /** The events of each run. */
  readonly runs: readonly (readonly object[])[];
  /** The clock of the API. */
  readonly now: number;
  readonly answer: Partial<UserStats>;
}

const LATER = MIDNIGHT + 3600;

const CASES: readonly Case[] = [
  {
    name: "a user without activity",
    runs: [[registration(1, NOON)]],
    now: LATER,
    answer: { days_since_last_login: null, number_of_sessions: 0 },
  },
  {
    name: "a user who has only played matches",
    runs: [[registration(1, NOON)], played(2)],
    now: LATER,
    answer: { days_since_last_login: null, total_points_won_home: 3 },
  },
  {
    name: "sessions on several days, published in any order",
    runs: [
      [registration(1, NOON - 86_400), ping(2, AFTER)],
      [ping(3, BEFORE), ping(4, NOON - 80_000)],
    ],
    now: LATER + 5 * 86_400,
    answer: { days_since_last_login: 5, number_of_sessions: 3 },
  },
  {
    name: "a registration that an earlier one displaces",
    runs: [
      [registration(5, NOON, "JP"), ping(6, NOON + 5)],
      [registration(7, NOON, "DE"), ping(8, NOON + 9)],
      [registration(3, NOON, "NP"), registration(9, NOON - 60, "US")],
    ],
    now: LATER,
    answer: { country: "US", number_of_sessions: 1 },
  },
  {
    name: "a day whose sessions a late ping joins to the day before",
    runs: [
      [registration(1, NOON), ping(2, BEFORE), ping(3, AFTER)],
      [ping(4, BETWEEN)],
    ],
    now: LATER,
    answer: { days_since_last_login: 1, number_of_sessions: 1 },
  },
  {
    name: "the same in one run",
    runs: [
      [registration(1, NOON), ping(2, BEFORE), ping(3, AFTER)].concat(
        ping(4, BETWEEN),
      ),
    ],
    now: LATER,
    answer: { days_since_last_login: 1, number_of_sessions: 1 },
  },
  {
    name: "a session that grows with each run",
    runs: [
      [registration(1, NOON), ping(2, NOON + 60)],
      [ping(3, NOON + 120)],
      [ping(4, NOON + 180)],
    ],
    now: NOON + 3600,
    answer: { days_since_last_login: 0, time_spent_in_game: 120 },
  },
  {
    name: "a session after today",
    runs: [[registration(1, NOON), ping(2, BEFORE), ping(3, AFTER)]],
    now: MIDNIGHT - 1,
    answer: { days_since_last_login: 0, number_of_sessions: 2 },
  },
  {
    name: "only a session after today",
    runs: [[registration(1, NOON), ping(3, AFTER)]],
    now: MIDNIGHT - 1,
    answer: { days_since_last_login: null, number_of_sessions: 1 },
  },
];

function played(id: number): object[] {
  const at = (time: number, event_id: number) => ({
    event_id,
    event_timestamp: time,
  });
  const opponent = buildRegistration(
    { user_id: "c4bf11bf-f279-5235-0cb3-023072ce1456" },
    at(NOON, id),
  );
  const noGoals = { home_goals_scored: null, away_goals_scored: null };
  return [
    opponent,
    buildMatch(noGoals, at(NOON + 10, id + 1)),
    buildMatch({}, at(NOON + 130, id + 2)),
  ];
}

describe("a user's all-time numbers", function () {
  this.timeout(120_000);
  const database = lendDatabase();

  async function ask(now: number, names: string[]): Promise<UserStats> {
    const { store } = database;
    const watched: ReadStore = {
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      query: (statement) => {
        names.push(statement.name);
        return store.query(statement);
      },
    };
    // A read is repeated if a run was published since the version was last read.
    await store.version();
    const options = { store: watched, clock: () => now * 1000 };
    return withApi(options, async (origin) => {
      const url = `${origin}/api/user-stats?user_id=${USER_ID}`;
      return (await (await fetch(url)).json()) as UserStats;
    });
  }

  for (const { name, runs, now, answer } of CASES) {
    it(`are correct for ${name}`, async () => {
      const { store } = database;
      await emptyDatabase(store);
      await stopMerges(store);
      const lines = runs.map((events) =>
        events.map((event) => Buffer.from(writeUsual(event))),
      );
      for (const run of lines) await ingestContents(store, [asFile(run)]);

      const oracle = runOracle(lines.flat(), {
        countries: SEASON_COUNTRIES,
        now: LATER,
      });
      const today = new Date(now * 1000).toISOString().slice(0, 10);
      const expected = oracle.userStats(USER_ID, undefined, today);
      expect(expected).to.deep.include(answer);
      for (const settle of [stopMerges, mergeAll]) {
        await settle(store);
        const asked: string[] = [];
        expect(await ask(now, asked)).to.deep.equal(expected);
        expect(asked).to.deep.equal(["players"]);
      }
    });
  }
});
