import { lastDayOf } from "../page/question.js";
import { figure, percent } from "../page/words.js";
import { barsPanel } from "./bars-panel.js";

/** The days since of the curve: each at first, then some. */
const DAYS_SINCE = [0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30];

export const retentionCurve = barsPanel({
  id: "curve",
  title: "Retention curve",
  what: "The share of the range's new users who had a session so many days after the day of registration",
  path: "/api/retention-curve",
  isWide: true,
  columns: ["days since", "share", "users", "of"],
  none: "No registrations in this range.",
  rowsOf: ({ points }) =>
    points
      .filter(({ since }) => DAYS_SINCE.includes(since))
      .map(({ since, users, returned }) => ({
        cells: [figure(since), percent(returned, users), returned, users],
        part: returned / users,
      })),
});

export const sessionHistogram = barsPanel({
  id: "histogram",
  title: "Sessions by length",
  what: "All sessions of the range",
  path: "/api/session-histogram",
  columns: ["minutes", "sessions", "share"],
  none: "No sessions in this range.",
  rowsOf({ classes }) {
    const all = classes.reduce((total, { sessions }) => total + sessions, 0);
    const longest = classes.findLastIndex(({ sessions }) => sessions > 0);
    return classes
      .slice(0, longest + 1)
      .map(({ at_least, below, sessions }) => ({
        cells: [minutesOf(at_least, below), sessions, percent(sessions, all)],
        part: sessions,
      }));
  },
});

/** The least number of active days of each bar. */
const ACTIVE_DAYS = [1, 2, 3, 4, 7, 14, 21, 28];

export const activeDays = barsPanel({
  id: "active-days",
  title: "Active days",
  what: "Users by how many of 28 days they were active on",
  path: "/api/active-days",
  ask: (question) => ({ date: lastDayOf(question) }),
  summarize: ({ date }) =>
    `Users by how many of the 28 days up to ${date} they were active on`,
  columns: ["days", "users", "share"],
  none: "No active users in these 28 days.",
  rowsOf({ classes }) {
    const among = (from, below) =>
      classes
        .filter(({ active_days: days }) => from <= days && days < below)
        .reduce((total, { users }) => total + users, 0);
    const all = among(1, Infinity);
    return ACTIVE_DAYS.map((from, at) => {
      const below = ACTIVE_DAYS[at + 1] ?? from + 1;
      const users = among(from, below);
      const days =
        below === from + 1 ? figure(from) : `${from} to ${below - 1}`;
      return { cells: [days, users, percent(users, all)], part: users };
    });
  },
});

const minutesOf = (from, below) =>
  below === null ? `${from / 60} or more` : `${from / 60} to ${below / 60}`;
