import { element, table } from "./html.js";

const HEIGHT = 220;

const ink = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const COLOURS = ["--one", "--two", "--three"];

const drawn = new Map();

/**
 * Draws series of numbers by day into the place of this id, with the same
 * numbers as a table behind it.
 * @param days UTC dates, one after another
 * @param series { label, values }, up to three
 */
export function drawDays(id, days, series) {
  const place = document.getElementById(id);
  drawn.get(id)?.destroy();
  const chart = element("div", { class: "chart", "aria-hidden": "true" });
  const numbers = table(
    "The numbers of the chart, by UTC day",
    ["day", ...series.map(({ label }) => label)],
    days.map((day, at) => [day, ...series.map(({ values }) => values[at])]),
  );
  const behind = element(
    "details",
    {},
    element("summary", {}, "As a table"),
    element("div", { class: "scroll", tabindex: "0" }, numbers),
  );
  place.replaceChildren(chart, behind);

  const axis = {
    stroke: ink("--quiet"),
    grid: { stroke: ink("--line"), width: 1 },
    ticks: { stroke: ink("--line"), width: 1 },
  };
  const options = {
    width: chart.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => window.uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    scales: { y: { range: (_plot, _least, most) => [0, (most || 1) * 1.05] } },
    axes: [
      {
        ...axis,
        values: (_plot, times) =>
          times.map((time) => dateOf(time).slice(5).replace("-", "/")),
        incrs: [1, 2, 7, 14, 28, 91, 182, 364].map((many) => many * 86_400),
        space: 60,
      },
      {
        ...axis,
        size: 64,
        values: (_plot, numbers) =>
          numbers.map((number) => number.toLocaleString("en")),
      },
    ],
    series: [
      { label: "day", value: (_plot, time) => (time ? dateOf(time) : "–") },
      ...series.map(({ label }, at) => ({
        label,
        stroke: ink(COLOURS[at]),
        width: 2,
        dash: at === 0 ? [] : [8, 3 * at],
        points: { show: days.length < 60, size: 5 },
        value: (_plot, value) => value?.toLocaleString("en") ?? "–",
      })),
    ],
  };
  const data = [
    days.map((day) => Date.parse(day) / 1000),
    ...series.map(({ values }) => values),
  ];
  drawn.set(id, new window.uPlot(options, data, chart));
}

/** Fits the charts to a window of another width. */
export function fitCharts() {
  for (const [id, chart] of drawn) {
    const { clientWidth } = document.querySelector(`#${id} .chart`);
    chart.setSize({ width: clientWidth, height: HEIGHT });
  }
}

function dateOf(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
