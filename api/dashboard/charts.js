import { element, shortDay, table } from "./html.js";

const HEIGHT = 210;

const ink = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const COLOURS = ["--one", "--two", "--three"];

const shortNumber = new Intl.NumberFormat("en", { notation: "compact" });
const inFull = (number, unit) =>
  number === null || number === undefined
    ? "–"
    : `${number.toLocaleString("en")}${unit}`;

const drawn = new Map();

/**
 * Draws series of numbers by day into the place of this id, with the same
 * numbers as a table behind it.
 * @param days UTC dates, one after another
 * @param series { label, values }, up to three; null is a gap
 * @param options.stacked as columns, one series on another, and not as lines
 * @param options.unit what stands behind a number, such as " %"
 * @param options.csv where the numbers are to be had as CSV
 */
export function drawDays(id, days, series, options = {}) {
  const { stacked = false, unit = "", csv } = options;
  const place = document.getElementById(id);
  drawn.get(id)?.destroy();
  const chart = element("div", { class: "chart", "aria-hidden": "true" });
  place.replaceChildren(chart, behind(days, series, csv));

  const heights = stacked ? stack(series) : series.map(({ values }) => values);
  // The highest column first, so that the lower ones are seen before it.
  const order = series.map((_, at) => at);
  if (stacked) order.reverse();
  const axis = {
    stroke: ink("--quiet"),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: ink("--line"), width: 1 },
    ticks: { show: false },
  };
  const last = days.length - 1;
  const plot = new window.uPlot(
    {
      width: chart.clientWidth,
      height: HEIGHT,
      padding: [12, 8, 0, 0],
      tzDate: (seconds) => window.uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { range: (_plot, first, end) => [first - 43_200, end + 43_200] },
        y: { range: (_plot, _least, most) => [0, (most || 1) * 1.05] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          values: (_plot, times) => times.map((time) => shortDay(time * 1000)),
          incrs: [1, 2, 7, 14, 28, 91, 182, 364].map((many) => many * 86_400),
          space: 64,
          size: 30,
        },
        {
          ...axis,
          size: 48,
          values: (_plot, numbers) =>
            numbers.map((number) => shortNumber.format(number)),
        },
      ],
      series: [
        { label: "day", value: (_plot, time) => (time ? dateOf(time) : "–") },
        ...order.map((at) => ({
          label: series[at].label,
          value: (_plot, _height, _series, day) =>
            day === null ? "–" : inFull(series[at].values[day], unit),
          ...(stacked ? columnOf(at) : lineOf(at, series)),
        })),
      ],
      hooks: {
        // Without a pointer, the legend shows the last day.
        setCursor: [
          (self) => {
            if (last >= 0 && (self.cursor.idx ?? null) === null)
              self.setLegend({ idx: last }, false);
          },
        ],
      },
    },
    [
      days.map((day) => Date.parse(day) / 1000),
      ...order.map((at) => heights[at]),
    ],
    chart,
  );
  if (last >= 0) plot.setLegend({ idx: last }, false);
  drawn.set(id, plot);
}

function lineOf(at, series) {
  const { values } = series[at];
  return {
    stroke: ink(COLOURS[at]),
    width: 2,
    dash: at === 0 ? [] : [8, 3 * at],
    // A day between days without a number has no line.
    points: { show: values.includes(null) || values.length < 8, size: 5 },
    ...(series.length === 1 && { fill: `rgb(${ink("--shade")} / 0.12)` }),
  };
}

function columnOf(at) {
  return {
    stroke: ink("--panel"),
    fill: ink(COLOURS[at]),
    width: 1,
    paths: window.uPlot.paths.bars({ size: [0.8, 40] }),
    points: { show: false },
  };
}

/**
 * What each series reaches when it stands on those before it; where nothing
 * stands there is no column.
 */
function stack(series) {
  const heights = [];
  for (const { values } of series) {
    const below = heights.at(-1);
    heights.push(
      values.map((value, day) => value + (below?.[day] ?? 0) || null),
    );
  }
  return heights;
}

function behind(days, series, csv) {
  const numbers = table(
    "The numbers of the chart, by UTC day",
    ["day", ...series.map(({ label }) => label)],
    days.map((day, at) => [
      day,
      ...series.map(({ values }) => values[at] ?? "–"),
    ]),
  );
  const details = element(
    "details",
    {},
    element("summary", {}, "As a table"),
    element("div", { class: "scroll tall", tabindex: "0" }, numbers),
  );
  const link = csv && element("a", { class: "csv", href: csv }, "CSV");
  return element("div", { class: "behind" }, details, ...(link ? [link] : []));
}

/** Fits the charts to a window of another width. */
export function fitCharts() {
  for (const [id, chart] of drawn) {
    const place = document.querySelector(`#${id} .chart`);
    if (place) chart.setSize({ width: place.clientWidth, height: HEIGHT });
  }
}

function dateOf(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
