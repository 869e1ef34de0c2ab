import { element } from "../page/html.js";
import { change, figure } from "../page/words.js";

/** The place that the legend shows without a pointer: the last complete values. */
function usual({ pieces, series }) {
  const has = ({ values }, at) => values[at] !== null;
  const at = pieces.findLastIndex(
    ({ isWhole }, at) => isWhole && series.some((one) => has(one, at)),
  );
  return at < 0 ? pieces.length - 1 : at;
}

/**
 * The values of a chart at a place, with their colours.
 * @param chart as drawChart takes it
 * @param pointed the place that is pointed at; -1 for none
 */
export function legendOf(chart, pointed) {
  const { pieces, series, stacked, unit = "" } = chart;
  const at = pointed < 0 ? usual(chart) : pointed;
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
        ...(before
          ? [` ${comparisonOf(values[at], before[at], unit).join(", ")}`]
          : []),
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

/** The value before, if there was one, and by how much it has changed. */
export function comparisonOf(now, before, unit) {
  if ((before ?? null) === null) return [];
  const by = unit === " %" ? "" : change(now, before);
  return [`was ${figure(before, unit)}`, ...(by ? [by] : [])];
}
