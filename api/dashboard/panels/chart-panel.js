import { drawChart } from "../charts/draw-chart.js";
import { comparisonOf } from "../charts/legend.js";
import { savePng } from "../charts/save-png.js";
import { cutRange, daysOf } from "../page/days.js";
import { addressOf } from "../page/fetch-json.js";
import { button, element, figures, scrolling, table } from "../page/html.js";
import { figure } from "../page/words.js";

/** How the values of days become that of a week or a month. */
const JOIN = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  mean: (values) => JOIN.sum(values) / values.length,
  last: (values) => values.at(-1),
  max: (values) => Math.max(...values),
  /** Of pairs of a part and its whole, in percent. */
  share(pairs) {
    const [part, whole] = [0, 1].map((at) =>
      JOIN.sum(pairs.map((pair) => pair[at])),
    );
    return whole === 0 ? null : (100 * part) / whole;
  },
};

/** What the table calls its rows. */
const ROWS = { day: "day", week: "week of", month: "month" };

/**
 * A panel with a chart of the rows that an endpoint answers by day.
 * @param chart.id, title, what of the panel: see panels.js
 * @param chart.path of the endpoint
 * @param chart.series { label, of, join, convert }: `of` returns the value of a
 * row, `join` names a function above, `convert` turns the joined value into
 * what is shown; null is no value. A mean leaves out days that are incomplete or
 * without data, and the last day is the last complete one
 * @param chart.stacked, unit see drawChart
 * @param chart.whatJoined instead of `what`, where days are joined
 * @param chart.summarize returns a text from all rows, instead of both
 * @param chart.unitOfTime shows days, whatever the page shows
 * @param chart.isUnfiltered shows the whole game, whatever the filter
 */
export function chartPanel({
  series,
  summarize,
  unitOfTime,
  isUnfiltered,
  ...chart
}) {
  return {
    ...chart,
    size: series.length > 1 ? "chart several" : "chart",
    async show(place, question) {
      const by = unitOfTime ?? question.by;
      const section = place.closest("section");
      const describe = (text) => {
        section.querySelector(".what").textContent = text;
      };
      // Before the numbers come, since it may take another line.
      if (!summarize)
        describe((by !== "day" && chart.whatJoined) || chart.what);
      const { compared, range } = question;
      const filter = isUnfiltered ? {} : question.filter;
      const ask = (dates) =>
        question.fetch(chart.path, { ...filter, ...dates });
      const [{ days, from, to }, before, covered, coveredBefore] =
        await Promise.all([
          ask(range),
          compared && ask(compared),
          question.coverage(range),
          compared && question.coverage(compared),
        ]);
      const pieces = cutRange({ from, to }, by, question.complete);
      const values = valuesOf(days, { from, to }, question, covered);
      const earlier =
        before && (!coveredBefore || coveredBefore.size > 0)
          ? valuesOf(before.days, compared, question, coveredBefore).map(
              withoutLead(coveredBefore),
            )
          : undefined;
      const lines = series.map((one) => ({
        label: one.label,
        values: joinValues(one, by, pieces, values),
        ...(earlier && {
          before: joinEarlier(one, by, pieces, values, earlier),
        }),
      }));
      if (summarize) describe(summarize(days));
      const shown = { ...chart, pieces, series: lines, open: question.open };
      place.replaceChildren();
      if (pieces.length === 1) place.append(figuresOf(shown));
      else drawChart(place, shown);
      const csv = addressOf(chart.path, { ...filter, ...range, format: "csv" });
      place.append(toolsOf(section, shown, ROWS[by], csv, question));
    },
  };
}

/** The days of a range in order, each with its row and what is known of it. */
function valuesOf(rows, range, { complete, lastDay }, covered) {
  const byDate = new Map(rows.map((row) => [row.date, row]));
  return daysOf(range).map((date) => ({
    date,
    // Nothing has happened yet on later days.
    row: date > lastDay ? undefined : (byDate.get(date) ?? { date }),
    isComplete: date <= complete,
    isCovered: covered?.has(date) ?? true,
  }));
}

/** Which days of a week or a month have a part in its value. */
const PARTS = {
  sum: () => true,
  max: () => true,
  share: () => true,
  mean: ({ isComplete, isCovered }) => isComplete && isCovered,
  last: ({ isComplete }) => isComplete,
};

function joinValues({ of, join = "sum", convert = same }, by, pieces, days) {
  return pieces.map(({ first, last }) => {
    const inside = days.filter(
      ({ date, row }) => first <= date && date <= last && row,
    );
    const chosen = by === "day" ? inside : inside.filter(PARTS[join]);
    const values = chosen
      .map(({ row }) => of(row))
      .filter((value) => value !== null);
    const joined = values.length === 0 ? null : JOIN[join](values);
    return joined === null ? null : round(convert(joined));
  });
}

/** The same for the range before, whose days are in the places of these. */
function joinEarlier(one, by, pieces, days, earlier) {
  const moved = days.map(({ date }, at) => ({ ...earlier[at], date }));
  return joinValues(one, by, pieces, moved);
}

/** Before the first day with data nothing was counted, not zero. */
const withoutLead = (covered) => {
  const first = covered && [...covered].sort()[0];
  return (day) =>
    covered && !(day.date >= first) ? { ...day, row: undefined } : day;
};

const same = (value) => value;
const round = (value) => Math.round(value * 100) / 100;

/** A single day, week or month needs no chart. */
function figuresOf({ pieces: [{ label, isWhole }], series, unit }) {
  return element(
    "div",
    { class: "single" },
    element("p", { class: "what" }, isWhole ? label : `${label} (incomplete)`),
    figures(
      series.map(({ label: name, values: [value], before = [] }) => [
        name,
        figure(value, unit),
        ...comparisonOf(value, before[0], unit),
      ]),
    ),
  );
}

/** The numbers of the chart as a table, a CSV file and a picture. */
function toolsOf(section, { id, title, pieces, series }, rows, csv, question) {
  const columns = series.flatMap(({ label, before }) =>
    before ? [label, `${label} before`] : [label],
  );
  const numbers = table(
    `${title}: the numbers of the chart`,
    [rows, ...columns],
    pieces.map((piece, at) => [
      question.linkToRange(piece),
      ...series
        .flatMap(({ values, before }) =>
          before ? [values[at], before[at]] : [values[at]],
        )
        .map((value) => value ?? "–"),
    ]),
  );
  const picture = button({ class: "quiet" }, "PNG", () =>
    savePng(section, `${id}-${pieces[0].first}-${pieces.at(-1).last}`),
  );
  picture.setAttribute("aria-label", `PNG of ${title}`);
  return element(
    "div",
    { class: "behind" },
    element("details", {}, element("summary", {}, "Table"), scrolling(numbers)),
    element("a", { class: "csv", href: csv }, "CSV"),
    ...(pieces.length > 1 ? [picture] : []),
  );
}
