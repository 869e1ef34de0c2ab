import { randomUUID } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../clickhouse/store.ts";
import { formatDay } from "../../common/days.ts";
import { emptyDatabase } from "../support/database-state.ts";
import { lendDatabase } from "../support/with-database.ts";
import { withApi } from "./lend-api.ts";
import { addSessions } from "./rows.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 25);

const USERS = Array.from({ length: 5 }, () => randomUUID());

/** Asks for the days of an API that has answered nothing yet. */
const daysOf = (store: Store, path: string, from: number, to: number) =>
  withApi({ store }, async (origin) => {
    const range = `from=${formatDay(from)}&to=${formatDay(to)}`;
    const response = await fetch(`${origin}${path}?${range}`);
    const body = (await response.json()) as { days: Record<string, unknown>[] };
    return body.days;
  });

/** Who was active when, over three months, and how it came to be known. */
const activity = fc.record({
  /** The days since 1970, at both ends of what a date can be. */
  start: fc.constantFrom(0, 20_000, 65_535 - 100),
  rows: fc.array(
    fc.record({
      user: fc.nat(USERS.length - 1),
      day: fc.nat(95),
      sessions: fc.integer({ min: 1, max: 2 }),
      takenBack: fc.boolean(),
    }),
    { maxLength: 40 },
  ),
  from: fc.nat(100),
  days: fc.integer({ min: 1, max: 100 }),
});

const lengths = fc.array(
  fc.record({
    day: fc.nat(2),
    seconds: fc.oneof(fc.nat(5), fc.nat(10_000)),
    takenBack: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe("a series of days", function () {
  this.timeout(600_000);
  const database = lendDatabase();

  it("counts each user once in a day, a week and a month, whatever is taken back", () =>
    fc.assert(
      fc.asyncProperty(activity, async ({ start, rows, from, days }) => {
        const { store } = database;
        await emptyDatabase(store);
        for (const { user, day, sessions, takenBack } of rows) {
          const row = {
            userId: USERS[user]!,
            date: formatDay(start + day),
            seconds: 0,
          };
          await addSessions(store, { ...row, sessions });
          if (takenBack)
            await addSessions(store, { ...row, sessions: -sessions });
        }
        const counted = rows.filter(({ takenBack }) => !takenBack);
        const activeIn = (last: number, span: number) =>
          new Set(
            counted
              .map(({ user, day }) => ({ user, day: start + day }))
              .filter(({ day }) => day > last - span && day <= last)
              .map(({ user }) => user),
          ).size;
        const first = start + from;
        const last = Math.min(first + days - 1, 65_535);
        const answered = await daysOf(store, "/api/active-users", first, last);
        expect(
          answered.map((day) => [
            day["date"],
            day["daily_active_users"],
            day["weekly_active_users"],
            day["monthly_active_users"],
          ]),
        ).to.deep.equal(
          Array.from({ length: last - first + 1 }, (_, at) => [
            formatDay(first + at),
            activeIn(first + at, 1),
            activeIn(first + at, 7),
            activeIn(first + at, 30),
          ]),
        );
      }),
      { numRuns: CASES },
    ));

  it("finds the middle and the ninth tenth of lengths, whatever is taken back", () =>
    fc.assert(
      fc.asyncProperty(lengths, async (sessions) => {
        const { store } = database;
        await emptyDatabase(store);
        const rows = sessions.flatMap(({ day, seconds, takenBack }, at) => {
          const start = (20_000 + day) * 86_400 + at;
          const row = `toDate(${20_000 + day}), '${USERS[at % 5]}', ${start}, ${start + seconds}, 1`;
          return takenBack ? [`(${row}, 1)`, `(${row}, -1)`] : [`(${row}, 1)`];
        });
        if (rows.length > 0)
          await store.command({
            name: "add-rows",
            sql: `INSERT INTO sessions (date, user_id, session_start, session_end, run_id, sign) VALUES ${rows.join(", ")}`,
          });
        const path = "/api/session-lengths";
        expect(await daysOf(store, path, 20_000, 20_002)).to.deep.equal(
          [0, 1, 2].map((day) => {
            const sorted = sessions
              .filter((one) => one.day === day && !one.takenBack)
              .map(({ seconds }) => seconds)
              .toSorted((a, b) => a - b);
            const rank = (share: number) =>
              sorted[Math.ceil((sorted.length * share) / 10) - 1] ?? null;
            return {
              date: formatDay(20_000 + day),
              sessions: sorted.length,
              median: rank(5),
              p90: rank(9),
              longest: sorted.at(-1) ?? null,
            };
          }),
        );
      }),
      { numRuns: CASES },
    ));
});
