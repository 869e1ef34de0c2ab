import { expect } from "chai";
import { generateSeason } from "../../generate/generate-season.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { analyticsOf } from "../support/oracle/answers/analytics.ts";
import { daysOf, mondayOf } from "../support/oracle/answers/calendar.ts";
import { runOracle } from "../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../support/season/cast.ts";
import { lendDashboard } from "./lend-dashboard.ts";
import { cellsOf, eachOf, open } from "./read-page.ts";

const DAY = 86_400;
const DAYS = 200;

/** A season that ends with the day before the clock's. */
const LINES = Buffer.concat([
  ...generateSeason({
    ...{ events: 6000, users: 80, days: DAYS, dirt: 0.02, seed: 3 },
    firstDay: Math.floor(SEASON_NOW / DAY) - DAYS,
    countries: ["US", "JP", "DE"],
  }),
])
  .toString("latin1")
  .split("\n")
  .slice(0, -1)
  .map((line) => Buffer.from(line, "latin1"));

type Unit = "day" | "week" | "month";

interface View {
  readonly from: string;
  readonly to: string;
  readonly by?: Unit;
  readonly country?: string;
  readonly device?: string;
  /** With what the charts compare, if they do. */
  readonly before?: { readonly from: string; readonly to: string };
  readonly compare?: string;
}

const LABELS: Record<string, string> = {
  US: "United States (US)",
  JP: "Japan (JP)",
  DE: "Germany (DE)",
};

/** What is seen, by name. */
const VIEWS: Record<string, View> = {
  "four weeks": { from: "2024-09-01", to: "2024-09-28" },
  "half a year by week, in one country": {
    ...{ from: "2024-04-10", to: "2024-10-06", country: "JP", by: "week" },
  },
  "some months, with one device, and the days before them": {
    ...{ from: "2024-07-01", to: "2024-09-15", by: "month", device: "iOS" },
    ...{
      compare: "previous",
      before: { from: "2024-04-15", to: "2024-06-30" },
    },
  },
  "a month, in one country with one device, and the month before": {
    ...{ from: "2024-08-01", to: "2024-08-31", country: "US" },
    ...{ device: "Android", compare: "previous" },
    before: { from: "2024-07-01", to: "2024-07-31" },
  },
  "days that have not come yet": { from: "2024-10-01", to: "2024-10-14" },
};

describe("the numbers of the dashboard", () => {
  const { database, look } = lendDashboard();
  const oracle = analyticsOf(
    runOracle(LINES, { countries: SEASON_COUNTRIES, now: SEASON_NOW }),
  );
  before(() => ingestContents(database.store, [asFile(LINES)]));

  for (const [name, view] of Object.entries(VIEWS))
    it(`are those of the rules: ${name}`, () =>
      look(async (page, origin) => {
        const { before, ...asked } = view;
        const query = new URLSearchParams(asked as Record<string, string>);
        await open(page, `${origin}/?${query.toString()}`);
        const expected = {
          ...expectedTables(view),
          countries: expectedCountries(view),
          cohorts: expectedCohorts(view),
          top: expectedPlayers(view),
        };
        for (const [panel, rows] of Object.entries(expected))
          expect(await cellsOf(page, panel), panel).to.deep.equal(rows);
        const of = sumsOf(view, view);
        const figure = async (tile: string) =>
          (await eachOf(page, `#tile-${tile} .figure`, "one.textContent"))[0];
        expect(await figure("new")).to.equal(written(of("new_users")));
        expect(await figure("count")).to.equal(written(of("sessions")));
        expect(await figure("played")).to.equal(written(of("matches")));
        if (!before) return;
        const earlier = sumsOf(view, before);
        const change = 100 * (of("sessions") / earlier("sessions") - 1);
        expect(
          await eachOf(page, "#tile-count .change", "one.textContent"),
        ).to.deep.equal([
          `${change > 0 ? "▲" : "▼"} ${Math.abs(change).toFixed(1)} %`,
        ]);
      }));

  const written = (value: number | null) =>
    value === null ? "–" : (Math.round(value * 100) / 100).toLocaleString("en");

  /** Sums of /api/daily over a range. */
  const sumsOf =
    (view: View, { from, to }: Pick<View, "from" | "to">) =>
    (name: "new_users" | "sessions" | "matches") =>
      oracle.daily(from, to, view).reduce((total, day) => total + day[name], 0);

  function expectedCountries({ from, to, country, device }: View): string[][] {
    const column = (device?.toLowerCase() ?? "new_users") as "new_users";
    return oracle
      .countries(from, to)
      .filter((row) => country === undefined || row.country === country)
      .toSorted((a, b) => b[column] - a[column])
      .map(({ country, new_users, android, ios, web, users }) => [
        ...[LABELS[country]!, ""],
        ...[new_users, android, ios, web, users].map(written),
      ]);
  }

  function expectedCohorts(view: View): string[][] {
    const weeks = oracle.retention(view.from, view.to, view).slice(-13);
    const most = Math.max(...weeks.map(({ active }) => active.length));
    return weeks.map(({ week, users, active }) => {
      const days = daysOf(view.from, view.to).filter(
        (day) => mondayOf(day) === week,
      );
      return [
        days.length === 7 ? week : `${week} (incomplete)`,
        written(users),
        ...Array.from({ length: most }, (_, since) => {
          const seen = active[since];
          if (seen === undefined) return "";
          const end = Date.parse(week) + (7 * since + 6) * DAY * 1000;
          const isOver = end <= Date.parse(oracle.lastDay);
          const share = ((100 * seen) / users).toFixed(1);
          return `${share} %${isOver ? "" : " so far"}`;
        }),
      ];
    });
  }

  const expectedPlayers = ({ country }: View): string[][] =>
    oracle
      .leaderboard(country)
      .slice(0, 10)
      .map(({ rank, user_id, country, points, matches }) => [
        ...[`${rank}`, user_id, LABELS[country!]!.slice(0, -5)],
        ...[`${points}`, `${matches}`],
      ]);

  /** The last day of a view of which all is known. */
  const lastDayOf = ({ from, to }: View) =>
    from <= oracle.lastDay && oracle.lastDay < to ? oracle.lastDay : to;

  function expectedActiveDays(view: View): string[][] {
    const classes = oracle.activeDays(lastDayOf(view), view);
    const all = classes.reduce((sum, { users }) => sum + users, 0);
    if (all === 0) return [];
    const bounds = [1, 2, 3, 4, 7, 14, 21, 28, 29];
    return bounds.slice(0, -1).map((first, at) => {
      const last = bounds[at + 1]! - 1;
      const users = classes
        .filter(({ active_days: days }) => first <= days && days <= last)
        .reduce((sum, one) => sum + one.users, 0);
      return [
        ...[first === last ? `${first}` : `${first} to ${last}`, ""],
        ...[written(users), `${share(users, all)?.toFixed(1)} %`],
      ];
    });
  }

  function expectedHours(
    view: View,
    column: "users" | "users_own_clock",
  ): string[][] {
    const hours = oracle.usersByHour(view.from, lastDayOf(view), view);
    if (hours.every((hour) => hour[column] === 0)) return [];
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((name, at) => [
      name,
      ...hours
        .slice(24 * at, 24 * (at + 1))
        .map((hour) => (hour[column] / hour.days).toFixed(1)),
    ]);
  }

  /** The rows of the table behind each chart. */
  function expectedTables(view: View): Record<string, string[][]> {
    const { from, to, by = "day", before } = view;
    const dates = daysOf(from, to);
    const complete = new Set(
      oracle
        .daily(from, to)
        .filter(({ date }) => date <= oracle.lastDay)
        .filter((day) => day.active_users + day.new_users + day.matches > 0)
        .map(({ date }) => date),
    );
    type Rows = readonly Readonly<Record<string, unknown>>[];
    /** Joins a column by place; the days of another range are in the same places. */
    const join = (
      unit: Unit,
      rows: Rows,
      column: string,
      how: "sum" | "mean" | "last" | "max",
      convert = (value: number) => value,
    ) =>
      [...piecesOf(dates, unit).values()].map((piece) => {
        const known = piece.filter((date) => date <= oracle.lastDay);
        const chosen =
          how === "mean" && unit !== "day"
            ? known.filter((date) => complete.has(date))
            : known;
        const values = chosen
          .map((date) => rows[dates.indexOf(date)]?.[column] ?? null)
          .filter((value) => value !== null) as number[];
        if (values.length === 0) return null;
        const sum = values.reduce((total, value) => total + value, 0);
        const joined = {
          ...{ sum, mean: sum / values.length, last: values.at(-1)! },
          max: Math.max(...values),
        };
        return convert(joined[how]);
      });
    const table = (
      rowsOf: (from: string, to: string) => Rows,
      columns: (rows: Rows) => (number | null)[][],
      unit = by,
    ) => {
      const now = columns(rowsOf(from, to));
      const earlier = before && columns(rowsOf(before.from, before.to));
      return [...piecesOf(dates, unit)].map(([label, piece], at) => [
        isWhole(unit, label, piece) && piece.at(-1)! <= oracle.lastDay
          ? label
          : `${label} (incomplete)`,
        ...now.flatMap((values, series) =>
          [values[at]!, ...(earlier ? [earlier[series]![at]!] : [])].map(
            written,
          ),
        ),
      ]);
    };
    const daily = (from: string, to: string) => oracle.daily(from, to, view);
    const active = (from: string, to: string) =>
      oracle.activeUsers(from, to, view);
    /** Sums of one column in percent of those of another. */
    const joinShare = (rows: Rows, part: string, whole: string) => {
      // Of days on which the part is not known, the whole does not count.
      const known = rows.map((row) => (row[part] === null ? {} : row));
      const parts = join(by, known, part, "sum");
      return join(by, known, whole, "sum").map((sum, at) =>
        share(parts[at]!, sum ?? 0),
      );
    };
    const sums =
      (...names: string[]) =>
      (rows: Rows) =>
        names.map((name) => join(by, rows, name, "sum"));
    return {
      active: table(active, (rows) => [
        join(by, rows, "daily_active_users", "mean", Math.round),
        join(by, rows, "weekly_active_users", "last"),
        join(by, rows, "monthly_active_users", "last"),
      ]),
      stickiness: table(active, (rows) => [
        join(by, rows, "stickiness", "mean"),
      ]),
      devices: table(
        (from, to) => oracle.newUsers(from, to, view),
        sums("android", "ios", "web"),
      ),
      sessions: table(daily, sums("sessions")),
      lengths: table(
        (from, to) => oracle.sessionLengths(from, to, view),
        (rows) =>
          ["median", "p90"].map((name) =>
            join("day", rows, name, "sum", (seconds) => seconds / 60),
          ),
        "day",
      ),
      time: table(daily, (rows) => [
        join(by, rows, "time_spent_in_game", "sum", (sum) => sum / 3600),
      ]),
      results: table(daily, sums("home_wins", "draws", "away_wins")),
      returning: table(
        (from, to) =>
          daily(from, to).map(({ active_users: all, ...day }) => ({
            ...day,
            new: all - day.returning_users,
          })),
        (rows) =>
          ["new", "returning_users"].map((name) =>
            join(by, rows, name, "mean", Math.round),
          ),
      ),
      returns: table(
        (from, to) => oracle.dayRetention(from, to, view),
        (rows) =>
          ["day_1", "day_7", "day_30"].map((part) =>
            joinShare(rows, part, "users"),
          ),
      ),
      wins: table(daily, (rows) =>
        ["home_wins", "away_wins"].map((part) =>
          joinShare(rows, part, "matches"),
        ),
      ),
      "match-time": table(daily, (rows) => [
        joinShare(rows, "time_spent_in_matches", "time_spent_in_game"),
      ]),
      // Of the whole game, whatever the filter.
      peaks: table(
        (from, to) => oracle.concurrentUsers(from, to),
        (rows) => [join(by, rows, "peak_users", "max")],
      ),
      "active-days": expectedActiveDays(view),
      hours: expectedHours(view, "users"),
      "own-hours": expectedHours(view, "users_own_clock"),
      histogram: oracle
        .sessionHistogram(from, to, view)
        // Up to the longest one.
        .filter((_, at, all) => all.slice(at).some((one) => one.sessions > 0))
        .map(({ at_least, below, sessions }, _, classes) => {
          const all = classes.reduce((sum, one) => sum + one.sessions, 0);
          const end = below === null ? "or more" : `to ${below / 60}`;
          return [
            ...[`${at_least / 60} ${end}`, "", written(sessions)],
            `${share(sessions, all)?.toFixed(1)} %`,
          ];
        }),
      curve: oracle
        .retentionCurve(from, to, view)
        .filter(({ since }) => since <= 7 || [10, 14, 21, 30].includes(since))
        .map(({ since, users, returned }) => [
          ...[`${since}`, "", `${share(returned, users)?.toFixed(1)} %`],
          ...[written(returned), written(users)],
        ]),
    };
  }
});

/** In percent; null where there is no whole, or the part is not known. */
const share = (part: number | null, whole: number) =>
  part === null || whole === 0 ? null : (100 * part) / whole;

/** Days by the day, the Monday or the month that they belong to. */
function piecesOf(dates: readonly string[], unit: Unit): Map<string, string[]> {
  const pieces = new Map<string, string[]>();
  for (const date of dates) {
    const label = { day: date, week: mondayOf(date), month: date.slice(0, 7) };
    const piece = pieces.get(label[unit]) ?? [];
    pieces.set(label[unit], [...piece, date]);
  }
  return pieces;
}

/** Whether a piece has all days of its day, week or month. */
function isWhole(unit: Unit, label: string, piece: readonly string[]): boolean {
  const [year, month] = label.split("-").map(Number) as [number, number];
  const days = { day: 1, week: 7, month: new Date(year, month, 0).getDate() };
  return piece.length === days[unit];
}
