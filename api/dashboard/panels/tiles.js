import { element } from "../page/html.js";
import {
  change,
  changeOfShare,
  count,
  duration,
  figure,
  rangeText,
} from "../page/words.js";

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) =>
  values.length === 0 ? null : sum(values) / values.length;

const average = ({ covered }) =>
  `average of ${count(covered, "day")} with data`;
const perDay = (value, { covered }) =>
  covered === 0
    ? ""
    : `${figure(Math.round(value / covered))} a day, ${count(covered, "day")} with data`;
/** A date that is not broken at its hyphens. */
const unbroken = (date) => date.replaceAll("-", "-\u2060");
const until =
  (days) =>
  ({ last }) =>
    last ? `users, ${days} days to ${unbroken(last)}` : "users";

/**
 * The figures of a range: { id, label, chart, of, show, note, isShare }, where
 * `of` takes the numbers of summarize, and `show` makes a text of the value.
 */
const TILES = [
  {
    ...{ id: "daily", label: "Daily active", chart: "active" },
    of: ({ daily }) => mean(daily),
    show: (value) => figure(Math.round(value)),
    note: (_value, of) => `users, ${average(of)}`,
  },
  {
    ...{ id: "weekly", label: "Weekly active", chart: "active" },
    of: ({ weekly }) => weekly,
    note: (_value, of) => until(7)(of),
  },
  {
    ...{ id: "monthly", label: "Monthly active", chart: "active" },
    of: ({ monthly }) => monthly,
    note: (_value, of) => until(30)(of),
  },
  {
    ...{ id: "stick", label: "Stickiness", chart: "stickiness" },
    of: ({ shares }) => mean(shares),
    show: (value) => `${value.toFixed(1)} %`,
    note: (_value, of) => average(of),
    isShare: true,
  },
  {
    ...{ id: "new", label: "New users", chart: "devices" },
    of: ({ total }) => total("new_users"),
    note: perDay,
  },
  {
    ...{ id: "count", label: "Sessions", chart: "sessions" },
    of: ({ total }) => total("sessions"),
    note: perDay,
  },
  {
    ...{ id: "mean", label: "Mean session", chart: "lengths" },
    of: ({ total }) =>
      total("sessions") === 0
        ? null
        : total("time_spent_in_game") / total("sessions"),
    show: (value) => duration(Math.round(value)),
    note: () => "on average",
  },
  {
    ...{ id: "played", label: "Matches", chart: "results" },
    of: ({ total }) => total("matches"),
    note: perDay,
  },
];

/** The figures of the range, each with its change from the range before. */
export const tiles = {
  id: "tiles",
  isWide: true,
  isBare: true,
  initial: () => [listOf(() => ["–", "", ""]), remark("")],
  async show(place, question) {
    const { range, before } = question;
    const [now, earlier] = await Promise.all([
      readRange(question, range),
      // Without what was before there is no change to show.
      before && readRange(question, before).catch(() => undefined),
    ]);
    const days = now.days.filter(({ date }) => date <= question.lastDay);
    const numbers = summarize(days, now.covered, question.complete);
    const changes = earlier && comparable(now, earlier, question);
    place.replaceChildren(
      listOf(({ of, show = figure, note, isShare }) => {
        const value = of(numbers);
        const difference = changes
          ? (isShare ? changeOfShare : change)(
              of(changes.now),
              of(changes.before),
            )
          : "";
        return [
          value === null ? "–" : show(value),
          difference,
          note(value, numbers),
        ];
      }),
      remark(
        changes
          ? `Compared with ${rangeText(before)}.`
          : "No comparison: the range before has less data.",
      ),
    );
  },
};

const remark = (text) => element("p", { class: "what" }, text);

/** The days of a range with the numbers of both endpoints. */
async function readRange({ fetch, filter, coverage }, range) {
  const [active, daily, covered] = await Promise.all([
    fetch("/api/active-users", { ...filter, ...range }),
    fetch("/api/daily", { ...filter, ...range }),
    coverage(range),
  ]);
  const days = daily.days.map((day, at) => ({ ...active.days[at], ...day }));
  return { days, covered };
}

/**
 * The numbers of some days.
 * @param covered the days that averages cover; incomplete ones never
 */
function summarize(days, covered, complete) {
  const counting = days.filter(
    ({ date }) => date <= complete && (covered?.has(date) ?? true),
  );
  const last = days.findLast(({ date }) => date <= complete);
  return {
    total: (name) => sum(days.map((day) => day[name])),
    daily: counting.map((day) => day.daily_active_users),
    shares: counting
      .map(({ stickiness }) => stickiness)
      .filter((share) => share !== null),
    weekly: last?.weekly_active_users ?? null,
    monthly: last?.monthly_active_users ?? null,
    covered: counting.length,
    last: last?.date,
  };
}

/**
 * The numbers of the complete days and of those in the same places before;
 * undefined if fewer of these have data, as before the first day.
 */
function comparable(now, earlier, { complete }) {
  const days = now.days.filter(({ date }) => date <= complete);
  const before = earlier.days.slice(0, days.length);
  const numbers = {
    now: summarize(days, now.covered, complete),
    before: summarize(before, earlier.covered, complete),
  };
  return numbers.before.covered < numbers.now.covered ? undefined : numbers;
}

function listOf(textsOf) {
  return element(
    "dl",
    {},
    ...TILES.map((tile) => {
      const [value, difference, note] = textsOf(tile);
      const isLess = difference.startsWith("▼");
      return element(
        "div",
        { id: `tile-${tile.id}` },
        element("dt", {}, element("a", { href: `#${tile.chart}` }, tile.label)),
        element("dd", { class: "figure" }, value),
        element("dd", { class: `change${isLess ? " less" : ""}` }, difference),
        element("dd", { class: "note" }, note),
      );
    }),
  );
}
