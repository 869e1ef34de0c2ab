import { addDays, countDays, isDay, startOf } from "./days.js";

/** What the URL of a page contains, each empty by default. */
const NAMES = [
  "range",
  "from",
  "to",
  "by",
  "compare",
  "country",
  "device",
  "run",
];

/** The view is what the URL contains. */
export function readView() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
}

/** The address of a view on this page. */
export function urlOf(view, path = location.pathname) {
  const given = NAMES.filter((name) => view[name]);
  const query = new URLSearchParams(given.map((name) => [name, view[name]]));
  return query.size > 0 ? `${path}?${query}` : path;
}

/** The ranges that the URL names, with what each is called. */
export const PRESETS = new Map([
  ["day", "Yesterday"],
  ["7", "Last 7 days"],
  ["28", "Last 28 days"],
  ["90", "Last 90 days"],
  ["month", "This month"],
  ["year", "This year"],
  ["all", "All days"],
]);

export const DEFAULT_PRESET = "28";

/** The API answers at most so many days. */
export const MOST_DAYS = 1100;

/**
 * The range of a view. Presets end with the last complete day; a range of
 * which the URL has one end has 28 days, or ends with the last complete day.
 * @param known.complete the last day about which everything is known
 * @param known.firstDay the first day of the data; undefined if not known
 */
export function rangeOf({ range, from, to }, { complete, firstDay }) {
  if (from && to) return { from, to };
  if (from) return { from, to: from > complete ? from : complete };
  if (to) return { from: isDay(to) ? addDays(to, -27) : to, to };
  const preset = PRESETS.has(range) ? range : DEFAULT_PRESET;
  const begin = {
    day: complete,
    month: startOf(complete, "month"),
    year: startOf(complete, "year"),
    all: firstDay,
  }[preset];
  return { from: begin ?? addDays(complete, 1 - Number(preset)), to: complete };
}

/** The bars that fit into a chart beside one another. */
const barsThatFit = () => (innerWidth < 600 ? 45 : 93);

/** By what a range is shown: days, or weeks or months if it is long. */
export function unitOf({ by }, range) {
  if (["day", "week", "month"].includes(by)) return by;
  const days = countDays(range);
  const most = barsThatFit();
  // Nor is the length of what is no range known.
  if (!(days > most)) return "day";
  return days <= 7 * most ? "week" : "month";
}

/** Whether a range is what the API accepts, so that others follow from it. */
export const isRange = (range) =>
  isDay(range.from) &&
  isDay(range.to) &&
  countDays(range) >= 1 &&
  countDays(range) <= MOST_DAYS;
