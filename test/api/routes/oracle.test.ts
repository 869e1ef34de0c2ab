import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { dayOf, formatDay } from "../../../common/days.ts";
import { dirtySeason } from "../../support/events/arbitraries.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import {
  MIDNIGHT,
  SEASON_COUNTRIES,
  SEASON_NOW,
  USERS,
} from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { withApi } from "../lend-api.ts";
import { mergeAll, stopMerges } from "../rows.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 1);

const DATES = [
  undefined,
  "1970-01-01",
  ...[-2, -1, 0, 1, 2].map((days) => formatDay(dayOf(MIDNIGHT) + days)),
];

/** The requests: each user on each of the days, and the game on them. */
const PATHS = DATES.flatMap((date) => [
  { path: `/api/game-stats${date ? `?date=${date}` : ""}`, date },
  ...USERS.map((user) => ({
    path: `/api/user-stats?user_id=${user}${date ? `&date=${date}` : ""}`,
    user,
    date,
  })),
]);

/** The API's clock: a day may be after its today. */
const CLOCKS = [SEASON_NOW, SEASON_NOW - 86_400, SEASON_NOW + 10 * 86_400];

type Answers = Record<string, unknown>;

/** Sends every request at once. */
function ask(store: Store, now: number): Promise<Answers> {
  return withApi({ store, clock: () => now * 1000 }, async (origin) => {
    const answers = await Promise.all(
      PATHS.map(async ({ path }) => {
        const response = await fetch(`${origin}${path}`);
        const body: unknown = await response.json();
        return [path, response.status === 404 ? undefined : body];
      }),
    );
    return Object.fromEntries(answers) as Answers;
  });
}

/** The counts of the lines by the rules and metrics. */
function expected(lines: readonly Buffer[], now: number): Answers {
  const oracle = runOracle(lines, {
    countries: SEASON_COUNTRIES,
    now: SEASON_NOW,
  });
  const today = formatDay(dayOf(now));
  return Object.fromEntries(
    PATHS.map((question) => [
      question.path,
      "user" in question
        ? oracle.userStats(question.user, question.date, today)
        : oracle.gameStats(question.date),
    ]),
  );
}

describe("the API, after any season in any runs", function () {
  this.timeout(600_000);
  const database = lendDatabase();

  it("answers as the rules require, before and after rows are merged", () =>
    fc.assert(
      fc.asyncProperty(
        dirtySeason(),
        fc.array(fc.nat({ max: 1000 }), { maxLength: 4 }),
        fc.constantFrom(...CLOCKS),
        async (lines, cuts, now) => {
          const { store } = database;
          await emptyDatabase(store);
          await stopMerges(store);
          for (const part of cutAt(lines, cuts))
            await ingestContents(store, [asFile(part)]);
          const answers = expected(lines, now);
          expect(await ask(store, now)).to.deep.equal(answers);
          await mergeAll(store);
          expect(await ask(store, now)).to.deep.equal(answers);
        },
      ),
      { numRuns: CASES },
    ));
});

/** Cuts lines into runs, at places given in thousandths. */
function cutAt<T>(lines: readonly T[], cuts: readonly number[]): T[][] {
  const places = cuts
    .map((cut) => Math.round((cut / 1000) * lines.length))
    .sort((a, b) => a - b);
  return [0, ...places].map((from, index) =>
    lines.slice(from, places[index] ?? lines.length),
  );
}
