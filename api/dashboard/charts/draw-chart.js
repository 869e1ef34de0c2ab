import { element, svgElement } from "../page/html.js";
import { shortFigure } from "../page/words.js";
import { labelsOf, marginOf, ticksUpTo } from "./axes.js";
import { followPointer } from "./crosshair.js";
import { legendOf } from "./legend.js";
import {
  areaPath,
  columnsPath,
  linePath,
  lonePlaces,
  marksPath,
} from "./shapes.js";
import { watchKeys, watchPointer } from "./watch-pointer.js";

const HEIGHT = 232;
/** Around the drawing, in pixels; the left one follows the numbers. */
const [TOP, RIGHT, BOTTOM] = [10, 6, 38];

/** Draws each chart anew when its width changes. */
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) redraw.get(target)?.();
});
const redraw = new WeakMap();

/**
 * Draws series of numbers over days, weeks or months, with a legend that shows
 * the values under the pointer, in all charts at once.
 * @param chart.title what the chart shows, for screen readers
 * @param chart.pieces as cutRange returns them
 * @param chart.series { label, values, before }, up to three; null is a gap,
 * `before` are the values of the range that it is compared with, if any
 * @param chart.stacked as columns, one series on another, and not as lines
 * @param chart.unit what stands behind a number, such as " %"
 * @param chart.open called with the { from, to } of a click or a drag
 */
export function drawChart(place, chart) {
  const plot = element("div", { class: "plot" });
  const legend = element("p", { class: "legend" });
  place.append(plot, legend);
  let width;
  const draw = () => {
    // A chart that is not seen has no width.
    if ([0, width].includes(plot.clientWidth)) return;
    width = plot.clientWidth;
    plot.replaceChildren(drawing(chart, width, legend));
  };
  draw();
  redraw.set(plot, draw);
  watcher.observe(plot);
}

function drawing(chart, width, legend) {
  const { title, pieces, series, stacked } = chart;
  const feet = stacked ? stack(series) : series.map(() => []);
  const totals = stacked ? totalsBefore(series) : [];
  const ticks = ticksOf(chart, feet, totals);
  const left = marginOf(ticks);
  const band = (width - left - RIGHT) / pieces.length;
  const scale = {
    band,
    x: (at) => left + (at + 0.5) * band,
    y: (value) =>
      TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / (ticks.at(-1) || 1)),
  };
  const pointer = svgElement("g", { class: "pointer" });
  const selection = svgElement("rect", {
    ...{ class: "selection", y: TOP, height: HEIGHT - TOP - BOTTOM, width: 0 },
  });
  const svg = svgElement(
    "svg",
    {
      ...{ width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` },
      ...{ role: "img", tabindex: "0", "aria-label": `${title}, a chart` },
    },
    ...frameOf(ticks, pieces, width, left, scale),
    ...incompleteOf(pieces, scale),
    pointer,
    ...series.flatMap((one, at) =>
      stacked
        ? [columnOf(one, at, feet[at], scale)]
        : linesOf(one, at, series.length, scale),
    ),
    ...(totals.length > 0
      ? [svgElement("path", { class: "mark", d: marksPath(totals, scale) })]
      : []),
    selection,
  );
  const show = (at) => {
    pointer.replaceChildren(...(at < 0 ? [] : pointerOf(chart, at, scale)));
    legend.replaceChildren(...legendOf(chart, at));
  };
  show(-1);
  followPointer(legend, (day) =>
    show(pieces.findIndex(({ first, last }) => first <= day && day <= last)),
  );
  watchPointer(svg, chart, selection, (position) =>
    Math.floor((position - left) / band),
  );
  watchKeys(svg, chart, legend);
  return svg;
}

/** What each series stands on. */
function stack(series) {
  const feet = [series[0].values.map(() => 0)];
  for (const { values } of series)
    feet.push(feet.at(-1).map((foot, at) => foot + (values[at] ?? 0)));
  return feet;
}

/** What all series together were before. */
function totalsBefore(series) {
  if (!series[0].before) return [];
  return series[0].before.map((_, at) => {
    const values = series.map(({ before }) => before[at] ?? null);
    return values.includes(null) ? null : values.reduce((a, b) => a + b);
  });
}

function ticksOf({ series, stacked, unit = "" }, feet, totals) {
  const shown = stacked
    ? [...feet.at(-1), ...totals]
    : series.flatMap(({ values, before = [] }) => [...values, ...before]);
  return ticksUpTo(Math.max(0, ...shown), unit === "");
}

/** The lines and labels around the values. */
function frameOf(ticks, pieces, width, left, { x, y, band }) {
  const foot = HEIGHT - BOTTOM;
  const label = (text, place) => svgElement("text", place, text);
  return [
    ...ticks.flatMap((tick) => [
      svgElement("line", {
        ...{ class: "grid", x1: left, x2: width - RIGHT },
        ...{ y1: y(tick), y2: y(tick) },
      }),
      label(shortFigure(tick), {
        ...{ x: left - 6, y: y(tick) + 4, "text-anchor": "end" },
      }),
    ]),
    ...labelsOf(pieces, band * pieces.length).flatMap(({ at, text, year }) => [
      // A label does not reach over the edge.
      label(text, { x: edged(x(at), width), y: foot + 17, ...MIDDLE }),
      ...(year
        ? [label(year, { x: edged(x(at), width), y: foot + 32, ...MIDDLE })]
        : []),
    ]),
  ];
}

const MIDDLE = { "text-anchor": "middle" };
const edged = (x, width) => Math.max(22, Math.min(width - 22, x));

/** A shade over what is not complete. */
function incompleteOf(pieces, { x, band }) {
  return pieces.flatMap(({ isWhole }, at) =>
    isWhole
      ? []
      : [
          svgElement("rect", {
            ...{ class: "incomplete", x: x(at) - band / 2, width: band },
            ...{ y: TOP, height: HEIGHT - TOP - BOTTOM },
          }),
        ],
  );
}

const columnOf = ({ values }, at, foot, scale) =>
  svgElement("path", {
    class: `column s${at + 1}`,
    d: columnsPath(values, foot, scale),
  });

function linesOf({ values, before }, at, many, scale) {
  const line = (of, kind) =>
    svgElement("path", {
      class: `line s${at + 1}${kind}`,
      d: linePath(of, scale),
    });
  return [
    ...(many === 1
      ? [svgElement("path", { class: "area", d: areaPath(values, scale) })]
      : []),
    ...(before ? [line(before, " before")] : []),
    line(values, ""),
    ...lonePlaces(values).map((place) =>
      dotOf(values[place], at, place, scale),
    ),
  ];
}

const dotOf = (value, series, at, { x, y }) =>
  svgElement("circle", {
    ...{ class: `dot s${series + 1}`, cx: x(at), cy: y(value), r: 3 },
  });

function pointerOf({ series, stacked }, at, scale) {
  const { x, band } = scale;
  const width = Math.max(1.5, Math.min(band, 44));
  const bar = svgElement("rect", {
    ...{ class: "cursor", x: x(at) - width / 2, width },
    ...{ y: TOP, height: HEIGHT - TOP - BOTTOM },
  });
  const dots = stacked
    ? []
    : series.flatMap(({ values }, one) =>
        values[at] === null ? [] : [dotOf(values[at], one, at, scale)],
      );
  return [bar, ...dots];
}
