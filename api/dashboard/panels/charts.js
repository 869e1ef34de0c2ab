import { clock, count, figure, percent } from "../page/words.js";
import { chartPanel } from "./chart-panel.js";

/** The charts of the dashboard: see chartPanel. */

export const activeUsers = chartPanel({
  id: "active",
  title: "Active users",
  what: "Daily, and in the last 7 and 30 days",
  whatJoined: "Daily (mean), and in the 7 and 30 days up to the last day",
  path: "/api/active-users",
  isWide: true,
  series: [
    {
      label: "daily",
      of: (day) => day.daily_active_users,
      join: "mean",
      convert: Math.round,
    },
    { label: "weekly", of: (day) => day.weekly_active_users, join: "last" },
    { label: "monthly", of: (day) => day.monthly_active_users, join: "last" },
  ],
});

export const stickiness = chartPanel({
  id: "stickiness",
  title: "Stickiness",
  what: "DAU/MAU: the share of a month's players that play on a day",
  whatJoined:
    "DAU/MAU: the share of a month's players that play on a day (mean)",
  path: "/api/active-users",
  unit: " %",
  series: [{ label: "stickiness", of: (day) => day.stickiness, join: "mean" }],
});

export const returningUsers = chartPanel({
  id: "returning",
  title: "New and returning users",
  what: "Active users who registered on the day, and before it",
  whatJoined: "Active users who registered on the day, and before it (mean)",
  path: "/api/daily",
  stacked: true,
  series: [
    {
      label: "new",
      of: (day) => day.active_users - day.returning_users,
      join: "mean",
      convert: Math.round,
    },
    {
      label: "returning",
      of: (day) => day.returning_users,
      join: "mean",
      convert: Math.round,
    },
  ],
});

export const concurrentUsers = chartPanel({
  id: "peaks",
  title: "Peak concurrent users",
  what: "The most users in a session at one time, in the whole game",
  path: "/api/concurrent-users",
  isUnfiltered: true,
  series: [{ label: "peak", of: (day) => day.peak_users, join: "max" }],
  summarize(days) {
    const most = Math.max(...days.map((day) => day.peak_users));
    const { at } = days.find((day) => day.peak_users === most);
    return at === null
      ? "No sessions in this range"
      : `${figure(most)} in the whole game at ${clock(at)} UTC`;
  },
});

export const dayRetention = chartPanel({
  id: "returns",
  title: "D1, D7 and D30 retention",
  what: "The share of new users who had a session 1, 7 and 30 days later",
  path: "/api/day-retention",
  unit: " %",
  isWide: true,
  series: [
    { label: "D1", of: (day) => partOf(day.day_1, day.users), join: "share" },
    { label: "D7", of: (day) => partOf(day.day_7, day.users), join: "share" },
    { label: "D30", of: (day) => partOf(day.day_30, day.users), join: "share" },
  ],
});

export const newUsers = chartPanel({
  id: "devices",
  title: "New users",
  what: "Registrations by device",
  path: "/api/new-users",
  stacked: true,
  series: [
    { label: "Android", of: (day) => day.android },
    { label: "iOS", of: (day) => day.ios },
    { label: "Web", of: (day) => day.web },
  ],
});

export const sessions = chartPanel({
  id: "sessions",
  title: "Sessions",
  what: "By the day of their first ping",
  path: "/api/daily",
  stacked: true,
  series: [{ label: "sessions", of: (day) => day.sessions }],
});

export const sessionLengths = chartPanel({
  id: "lengths",
  title: "Session length",
  what: "Median and 90th percentile by day, in minutes",
  path: "/api/session-lengths",
  unit: " min",
  unitOfTime: "day",
  series: [
    { label: "median", of: (day) => day.median, convert: toMinutes },
    { label: "p90", of: (day) => day.p90, convert: toMinutes },
  ],
});

export const timeInGame = chartPanel({
  id: "time",
  title: "Time in game",
  what: "Hours of all players",
  path: "/api/daily",
  stacked: true,
  unit: " h",
  series: [
    {
      label: "hours",
      of: (day) => day.time_spent_in_game,
      convert: (seconds) => seconds / 3600,
    },
  ],
});

export const matches = chartPanel({
  id: "results",
  title: "Match results",
  what: "By outcome",
  path: "/api/daily",
  stacked: true,
  series: [
    { label: "home", of: (day) => day.home_wins },
    { label: "draw", of: (day) => day.draws },
    { label: "away", of: (day) => day.away_wins },
  ],
  summarize(days) {
    const total = (name) => days.reduce((all, day) => all + day[name], 0);
    const played = total("matches");
    const share = (name) => percent(total(name), played);
    return played === 0
      ? "No matches in this range"
      : `${count(played, "match", "matches")}: home ${share("home_wins")}, draw ${share("draws")}, away ${share("away_wins")}`;
  },
});

export const winRates = chartPanel({
  id: "wins",
  title: "Win rates",
  what: "The share of matches won at home and away",
  path: "/api/daily",
  unit: " %",
  series: [
    {
      label: "home",
      of: (day) => partOf(day.home_wins, day.matches),
      join: "share",
    },
    {
      label: "away",
      of: (day) => partOf(day.away_wins, day.matches),
      join: "share",
    },
  ],
});

export const timeInMatches = chartPanel({
  id: "match-time",
  title: "Time in matches",
  what: "As a share of the time in game",
  path: "/api/daily",
  unit: " %",
  series: [
    {
      label: "share",
      of: (day) => partOf(day.time_spent_in_matches, day.time_spent_in_game),
      join: "share",
    },
  ],
});

/** A part and its whole; null if the part is not known. */
function partOf(part, whole) {
  return part === null ? null : [part, whole];
}

function toMinutes(seconds) {
  return seconds / 60;
}
