import { randomUUID } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { formatDay } from "../../../common/days.ts";
import { fillTable } from "../../../runs/derived/fill-table.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { withApi } from "../lend-api.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 8);

const USERS = Array.from({ length: 5 }, () => randomUUID());

/** One session, or as many. */
interface Sessions {
  readonly user: string;
  /** Days since 1970. */
  readonly day: number;
  readonly sessions?: number;
  readonly seconds?: number;
  readonly takenBack: boolean;
}

/**
 * Makes a database of these players and sessions alone, with the counts by day
 * that follow from them.
 * @param registered the date of all registrations.
 */
async function fill(
  store: Store,
  users: readonly string[],
  registered: string,
  sessions: readonly Sessions[],
): Promise<void> {
  await emptyDatabase(store);
  const insert = async (into: string, rows: readonly string[]) => {
    if (rows.length > 0)
      await store.command({
        name: "add-rows",
        sql: `INSERT INTO ${into} VALUES ${rows.join(", ")}`,
      });
  };
  await insert(
    "signed_registration_data (user_id, registered_at, event_id, country, registration_date_local_timezone, device, run_id, sign)",
    users.map(
      (user, at) =>
        `('${user}', '${registered} 12:00:00', ${at}, 'US', 0, 'iOS', 1, 1)`,
    ),
  );
  const rows = sessions.flatMap(
    ({ user, day, sessions = 1, seconds = 0, takenBack }, index) =>
      Array.from({ length: sessions }, (_, at) => {
        const start = day * 86_400 + 2 * index + at;
        const row = `'${formatDay(day)}', '${user}', ${start}, ${start + seconds}, 1`;
        return { row, takenBack };
      }),
  );
  const into =
    "signed_sessions (date, user_id, session_start, session_end, run_id, sign)";
  await insert(
    into,
    rows.map(({ row }) => `(${row}, 1)`),
  );
  await insert(
    into,
    rows.filter((one) => one.takenBack).map(({ row }) => `(${row}, -1)`),
  );
  await fillTable(store, "summed_day_counts");
}

/** Requests the days from an API that has not answered yet. */
const daysOf = (store: Store, path: string, from: number, to: number) =>
  withApi({ store }, async (origin) => {
    const range = `from=${formatDay(from)}&to=${formatDay(to)}`;
    const response = await fetch(`${origin}${path}?${range}`);
    const body = (await response.json()) as { days: Record<string, unknown>[] };
    return body.days;
  });

/** The users active over three months, and how they came to be known. */
const activity = fc.record({
  /** Days since 1970, at both ends of the times of events. */
  start: fc.constantFrom(0, 20_000, 49_710 - 100),
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

/** The users active on the first day only, for a range that begins later. */
const onlyAtFirst = (from: number) => ({
  start: 20_000,
  rows: [{ user: 0, day: 0, sessions: 1, takenBack: false }],
  from,
  days: 2,
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

  it("counts each user once per day, week and month, also after sessions are taken back", () =>
    fc.assert(
      fc.asyncProperty(activity, async ({ start, rows, from, days }) => {
        const { store } = database;
        await fill(
          store,
          USERS,
          "1970-01-01",
          rows.map((row) => ({
            ...row,
            user: USERS[row.user]!,
            day: start + row.day,
          })),
        );
        const counted = rows.filter(({ takenBack }) => !takenBack);
        const activeIn = (last: number, span: number) =>
          new Set(
            counted
              .map(({ user, day }) => ({ user, day: start + day }))
              .filter(({ day }) => day > last - span && day <= last)
              .map(({ user }) => user),
          ).size;
        const first = start + from;
        const last = first + days - 1;
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
      { numRuns: CASES, examples: [6, 29].map((from) => [onlyAtFirst(from)]) },
    ));

  it("computes the median and 90th percentile of lengths, also after sessions are taken back", () =>
    fc.assert(
      fc.asyncProperty(lengths, async (sessions) => {
        const { store } = database;
        await fill(
          store,
          USERS,
          "2024-10-01",
          sessions.map(({ day, seconds, takenBack }, at) => ({
            ...{ user: USERS[at % 5]!, day: 20_000 + day, seconds, takenBack },
          })),
        );
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

  it("does not count users as retained whose sessions were taken back", async () => {
    const { store } = database;
    const [user] = USERS as [string];
    const session = (date: string, takenBack = false) => ({
      user,
      day: Date.parse(date) / 86_400_000,
      takenBack,
    });
    await fill(store, [user], "2024-10-09", [
      session("2024-10-10"),
      session("2024-10-17", true),
      session("2024-10-24"),
    ]);
    await withApi({ store }, async (origin) => {
      const response = await fetch(`${origin}/api/retention?from=2024-10-01`);
      const body = (await response.json()) as { weeks: unknown[] };
      expect(body.weeks).to.deep.equal([
        { week: "2024-10-07", users: 1, active: [1, 0, 1] },
      ]);
    });
  });
});
