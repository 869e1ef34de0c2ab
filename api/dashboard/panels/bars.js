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

const minutesOf = (from, below) =>
  below === null ? `${from / 60} or more` : `${from / 60} to ${below / 60}`;
