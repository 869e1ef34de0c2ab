import { addDays } from "../page/days.js";
import { element, figures, scrolling, table } from "../page/html.js";
import {
  clock,
  countryLabel,
  duration,
  figure,
  percent,
} from "../page/words.js";
import { chartPanel } from "./chart-panel.js";

/** How many matches the form of a player covers. */
const FORM = 10;

/** How many sessions and matches the tables have. */
const ROWS = 50;

/**
 * The page of a player.
 * @param userId as in the address, which may be anything
 */
export function playerSections(userId) {
  const of = (what) => `/api/users/${encodeURIComponent(userId)}/${what}`;
  return [
    {
      id: "player",
      title: `Player ${userId}`,
      panels: [profileOf(userId), formOf(of("matches")), ...charts(of("days"))],
    },
    {
      id: "latest",
      title: "Matches and sessions",
      panels: [
        resultsOf(of("results")),
        matchesOf(of("matches")),
        sessionsOf(of("sessions")),
      ],
    },
  ];
}

/** What is known of a player, from the answer of /api/user-stats. */
const PROFILE = {
  Country: ({ country }) => (country ? countryLabel(country) : "–"),
  "Registered (local time)": (stats) => stats.registration_date_local_timezone,
  "Days since last login": (stats) => figure(stats.days_since_last_login),
  Sessions: (stats) => figure(stats.number_of_sessions),
  "Time in game": (stats) => duration(stats.time_spent_in_game),
  "Of it in matches": (stats) => `${stats.percentage_time_spent_in_match} %`,
  "Points at home": (stats) => figure(stats.total_points_won_home),
  "Points away": (stats) => figure(stats.total_points_won_away),
};

const profile = (valueOf) =>
  figures(Object.entries(PROFILE).map(([name, of]) => [name, valueOf(of)]));

const profileOf = (userId) => ({
  id: "profile",
  title: "All time",
  isWide: true,
  initial: () => [profile(() => "–")],
  async show(place, { fetch }) {
    const stats = await fetch("/api/user-stats", { user_id: userId });
    place.replaceChildren(profile((of) => of(stats)));
  },
});

const toMinutes = (seconds) => seconds / 60;

const charts = (path) => [
  chartPanel({
    id: "player-sessions",
    title: "Sessions by day",
    what: "By the day of their first ping",
    path,
    stacked: true,
    series: [{ label: "sessions", of: (day) => day.number_of_sessions ?? 0 }],
  }),
  chartPanel({
    id: "player-time",
    title: "Time",
    what: "Minutes in game, and in matches",
    path,
    unit: " min",
    series: [
      {
        label: "in game",
        of: (day) => day.time_spent_in_game ?? 0,
        convert: toMinutes,
      },
      {
        label: "in matches",
        of: (day) => day.time_spent_in_match ?? 0,
        convert: toMinutes,
      },
    ],
  }),
  chartPanel({
    id: "player-points",
    title: "Points",
    isWide: true,
    what: "Won at home and away",
    path,
    stacked: true,
    series: [
      { label: "home", of: (day) => day.total_points_won_home ?? 0 },
      { label: "away", of: (day) => day.total_points_won_away ?? 0 },
    ],
  }),
];

const RESULTS = { 3: "won", 1: "drew", 0: "lost" };

/** The last matches up to the end of the range, from left to right. */
const formOf = (path) => ({
  id: "form",
  title: "Form",
  what: `The last ${FORM} matches, the latest at the right`,
  isWide: true,
  initial: () => form([], ""),
  async show(place, { fetch, range }) {
    const dates = { from: addDays(range.to, -1000), to: range.to };
    const { matches } = await fetch(path, { ...dates, limit: FORM });
    place.replaceChildren(...form(matches, inShort(matches)));
  },
});

/** Matches in the places of a form, of which the first may be empty. */
const form = (matches, text) => [
  element(
    "ol",
    { class: "form" },
    ...Array.from({ length: FORM - matches.length }, () =>
      element("li", { class: "empty", "aria-hidden": "true" }),
    ),
    ...matches.toReversed().map(resultOf),
  ),
  element("p", { class: "what" }, text),
];

function inShort(matches) {
  if (matches.length === 0) return "No matches";
  const many = (points) =>
    matches.filter((match) => match.points === points).length;
  const goals = (name) => matches.reduce((sum, match) => sum + match[name], 0);
  return `${many(3)} won, ${many(1)} drawn, ${many(0)} lost; ${goals("goals_scored")}:${goals("goals_conceded")} goals`;
}

function resultOf(match) {
  const { points, side, date, goals_scored, goals_conceded } = match;
  const goals = `${goals_scored}:${goals_conceded}`;
  return element(
    "li",
    { class: RESULTS[points], title: `${date}, ${side}` },
    element("b", {}, RESULTS[points]),
    element("span", {}, goals),
  );
}

/** How the matches of the range ended. */
const resultsOf = (path) => ({
  id: "player-results",
  title: "Home and away",
  what: "The matches of this range",
  isWide: true,
  async show(place, { fetch, range }) {
    const { sides } = await fetch(path, range);
    const rows = sides.map(({ side, matches, wins, draws, losses }) => [
      ...[side, matches, wins, draws, losses],
      matches === 0 ? "–" : percent(wins, matches),
    ]);
    const columns = ["side", "matches", "won", "drawn", "lost", "win rate"];
    place.replaceChildren(
      scrolling(table("The player's results", columns, rows)),
    );
  },
});

const matchesOf = (path) =>
  listPanel("player-matches", "Matches", path, {
    columns: ["started (UTC)", "side", "goals", "points", "opponent"],
    row: (match, { linkToPlayer }) => [
      clock(match.started_at),
      match.side,
      `${match.goals_scored}:${match.goals_conceded}`,
      match.points,
      linkToPlayer(match.opponent),
    ],
  });

const sessionsOf = (path) =>
  listPanel("player-list", "Sessions", path, {
    columns: ["started (UTC)", "ended", "lasted"],
    row: (session) => [
      clock(session.started_at),
      clock(session.ended_at),
      duration(session.time_spent_in_game),
    ],
  });

/** A panel with the latest rows of the range. */
function listPanel(id, title, path, { columns, row }) {
  const name = path.split("/").at(-1);
  return {
    ...{ id, title },
    what: `In this range, latest first, at most ${ROWS}`,
    async show(place, question) {
      const { fetch, range } = question;
      const answer = await fetch(path, { ...range, limit: ROWS });
      const rows = answer[name].map((one) => row(one, question));
      place.replaceChildren(
        rows.length === 0
          ? `No ${name} in this range.`
          : scrolling(table(`The player's ${name}`, columns, rows)),
      );
    },
  };
}
