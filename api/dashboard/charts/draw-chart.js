import { element, svgElement } from "../page/html.js";
import { change, figure, shortFigure } from "../page/words.js";
import { labelsOf, marginOf, ticksUpTo } from "./axes.js";
import { followPointer, pointAt } from "./crosshair.js";
import {
  areaPath,
  columnsPath,
  linePath,
  lonePlaces,
  marksPath,
} from "./shapes.js";

const HEIGHT = 232;
/** Around the drawing, in pixels; the left one follows the numbers. */
const [TOP, RIGHT, BOTTOM] = [10, 6, 38];
/** A pointer that moves less, in pixels, clicks. */
const DRAG = 6;

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
    legend.replaceChildren(...legendOf(chart, at < 0 ? usual(chart) : at));
  };
  show(-1);
  followPointer(legend, (day) =>
    show(pieces.findIndex(({ first, last }) => first <= day && day <= last)),
  );
  watchPointer(svg, chart, selection, (position) =>
    clamp(Math.floor((position - left) / band), pieces.length),
  );
  watchKeys(svg, chart, legend);
  return svg;
}

const clamp = (at, length) => Math.max(0, Math.min(length - 1, at));

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

/** Without a pointer the legend shows the last values that are complete. */
function usual({ pieces, series }) {
  const has = ({ values }, at) => values[at] !== null;
  const at = pieces.findLastIndex(
    ({ isWhole }, at) => isWhole && series.some((one) => has(one, at)),
  );
  return at < 0 ? pieces.length - 1 : at;
}

function legendOf({ pieces, series, stacked, unit = "" }, at) {
  const { label, isWhole } = pieces[at];
  return [
    element("span", { class: "when" }, label, isWhole ? "" : " (incomplete)"),
    ...series.map(({ label: name, values, before }, one) =>
      element(
        "span",
        {},
        element("i", { class: `swatch s${one + 1}`, "aria-hidden": "true" }),
        `${name} `,
        element("b", {}, figure(values[at], unit)),
        ...(before ? [` ${comparisonOf(values[at], before[at], unit)}`] : []),
      ),
    ),
    ...(series[0].before
      ? [
          element(
            "span",
            { class: "when" },
            stacked ? "▬ before" : "thin: before",
          ),
        ]
      : []),
  ];
}

/** The value before, and by how much it has changed. */
export function comparisonOf(now, before, unit) {
  if ((before ?? null) === null) return "";
  const by = unit === " %" ? "" : change(now, before);
  return `was ${figure(before, unit)}${by ? `, ${by}` : ""}`;
}

/** A click opens a day, week or month; a drag opens several. */
function watchPointer(svg, { pieces, open }, selection, placeAt) {
  let start;
  const placeOf = ({ clientX }) =>
    placeAt(clientX - svg.getBoundingClientRect().left);
  const select = (from, to) => {
    selection.setAttribute("x", Math.min(from, to));
    selection.setAttribute("width", Math.abs(to - from));
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = event;
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    pointAt(pieces[placeOf(event)].last);
    const { left } = svg.getBoundingClientRect();
    if (start) select(start.clientX - left, event.clientX - left);
  });
  svg.addEventListener("pointerup", (event) => {
    if (!start) return;
    const places = [placeOf(start), placeOf(event)];
    const isClick = Math.abs(event.clientX - start.clientX) < DRAG;
    start = undefined;
    select(0, 0);
    const from = pieces[isClick ? places[1] : Math.min(...places)].first;
    const to = pieces[isClick ? places[1] : Math.max(...places)].last;
    open({ from, to });
  });
  svg.addEventListener("pointercancel", () => {
    start = undefined;
    select(0, 0);
  });
  svg.addEventListener("pointerleave", () => {
    if (!start) pointAt(undefined);
  });
}

/** The arrow keys move the pointer, and Enter opens what it is at. */
function watchKeys(svg, { pieces, open }, legend) {
  let at = pieces.length - 1;
  const go = (place) => {
    at = clamp(place, pieces.length);
    pointAt(pieces[at].last);
  };
  const places = {
    ArrowLeft: () => at - 1,
    ArrowRight: () => at + 1,
    Home: () => 0,
    End: () => pieces.length - 1,
  };
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter")
      open({ from: pieces[at].first, to: pieces[at].last });
    else if (event.key in places) go(places[event.key]());
    else return;
    event.preventDefault();
  });
  // One legend alone is spoken, though all change.
  svg.addEventListener("focus", () =>
    legend.setAttribute("aria-live", "polite"),
  );
  svg.addEventListener("blur", () => {
    legend.removeAttribute("aria-live");
    pointAt(undefined);
  });
}
