import { drawDays } from "./charts.js";
import { addressOf, fetchJson } from "./fetch-json.js";
import { element, percent, put } from "./html.js";
import { fillActive, fillDaily, selectCovered } from "./tiles.js";

/** The charts, in the order of the page, and how each looks. */
export const CHARTS = [
  "active",
  "stickiness",
  "devices",
  "sessions",
  "lengths",
  "time",
  "matches",
];

const column = (days, name) => days.map((day) => day[name]);
const csvOf = (path, view) => addressOf(path, { ...view, format: "csv" });

/** The days of a range in all countries: averages cover those with data. */
export const fetchWhole = ({ from, to }) =>
  fetchJson("/api/daily", { from, to });

/** Active users by day, week and month, and their ratio. */
export async function showActive(view, fetchingWhole) {
  const path = "/api/active-users";
  const { days } = await fetchJson(path, view);
  const dates = column(days, "date");
  const csv = csvOf(path, view);
  drawDays(
    "active",
    dates,
    [
      { label: "daily", values: column(days, "daily_active_users") },
      { label: "weekly", values: column(days, "weekly_active_users") },
      { label: "monthly", values: column(days, "monthly_active_users") },
    ],
    { csv },
  );
  drawDays(
    "stickiness",
    dates,
    [{ label: "stickiness", values: column(days, "stickiness") }],
    { unit: " %", csv },
  );
  // showDaily reports why there are none.
  const whole = await fetchingWhole.catch(() => undefined);
  if (whole) fillActive(days, selectCovered(days, whole.days));
}

/** Sessions, time and matches by day; returns the range that is shown. */
export async function showDaily(view, fetchingWhole) {
  const path = "/api/daily";
  const [{ from, to, days }, whole] = await Promise.all([
    view.country ? fetchJson(path, view) : fetchingWhole,
    fetchingWhole,
  ]);
  const dates = column(days, "date");
  const csv = csvOf(path, view);
  const hours = column(days, "time_spent_in_game").map(
    (seconds) => Math.round(seconds / 36) / 100,
  );
  drawDays(
    "sessions",
    dates,
    [{ label: "sessions", values: column(days, "sessions") }],
    { stacked: true, csv },
  );
  drawDays("time", dates, [{ label: "hours", values: hours }], {
    stacked: true,
    csv,
  });
  drawDays(
    "matches",
    dates,
    [
      { label: "home", values: column(days, "home_wins") },
      { label: "draw", values: column(days, "draws") },
      { label: "away", values: column(days, "away_wins") },
    ],
    { stacked: true, csv },
  );
  put("shares", shares(days));
  fillDaily(days, selectCovered(days, whole.days));
  return { from, to };
}

function shares(days) {
  const total = (name) => column(days, name).reduce((sum, n) => sum + n, 0);
  const matches = total("matches");
  const share = (name) => percent(total(name), matches);
  return matches === 0
    ? "No matches in this range."
    : `${matches.toLocaleString("en")} matches: home ${share("home_wins")}, draw ${share("draws")}, away ${share("away_wins")}.`;
}

/** Median and 90th percentile of the sessions' lengths, in minutes. */
export async function showLengths(view) {
  const path = "/api/session-lengths";
  const { days } = await fetchJson(path, view);
  const minutes = (name) =>
    column(days, name).map((seconds) =>
      seconds === null ? null : Math.round(seconds / 0.6) / 100,
    );
  drawDays(
    "lengths",
    column(days, "date"),
    [
      { label: "median", values: minutes("median") },
      { label: "p90", values: minutes("p90") },
    ],
    { unit: " min", csv: csvOf(path, view) },
  );
}

/** New users by day and device. */
export async function showNewUsers(view) {
  const path = "/api/new-users";
  const { days } = await fetchJson(path, view);
  drawDays(
    "devices",
    column(days, "date"),
    [
      { label: "Android", values: column(days, "android") },
      { label: "iOS", values: column(days, "ios") },
      { label: "Web", values: column(days, "web") },
    ],
    { stacked: true, csv: csvOf(path, view) },
  );
}

/** Shows a message in place of a chart. */
export function failChart(id, message) {
  put(id, element("p", { class: "failed" }, message));
}
