import { activeDays, retentionCurve, sessionHistogram } from "./bars.js";
import {
  activeUsers,
  concurrentUsers,
  dayRetention,
  matches,
  newUsers,
  returningUsers,
  sessionLengths,
  sessions,
  stickiness,
  timeInGame,
  timeInMatches,
  winRates,
} from "./charts.js";
import { countries } from "./countries.js";
import { hours, ownHours } from "./hours.js";
import { leaderboard } from "./leaderboard.js";
import { rejectedLines } from "./rejected.js";
import { retention } from "./retention.js";
import { runs } from "./runs.js";
import { tiles } from "./tiles.js";
import { trust } from "./trust.js";

/**
 * The sections of the dashboard with their panels, in the order of the page. A
 * panel is { id, title, what, initial, size, isWide, isBare, show }: `initial` or
 * `size` reserves its room in the first section, and `show(place, question)` shows
 * the numbers of a question (page/question.js).
 */
export const SECTIONS = [
  {
    id: "overview",
    title: "Overview",
    panels: [tiles, activeUsers, newUsers, sessions],
  },
  {
    id: "players",
    title: "Players",
    panels: [
      ...[returningUsers, stickiness, activeDays, concurrentUsers],
      ...[countries, sessionLengths, sessionHistogram, timeInGame],
      ...[hours, ownHours],
    ],
  },
  {
    id: "retention",
    title: "Retention",
    panels: [dayRetention, retention, retentionCurve],
  },
  {
    id: "matches",
    title: "Matches",
    panels: [matches, winRates, timeInMatches, leaderboard],
  },
  { id: "data", title: "Data", panels: [trust, runs, rejectedLines] },
];
