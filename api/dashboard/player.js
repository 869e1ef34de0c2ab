import { fetchJson } from "./fetch-json.js";
import { duration, element, put, table } from "./html.js";

const clock = (instant) => instant.replace("T", " ").replace("Z", "");

/** Shows a player's numbers, and what they did in the range. */
export async function showPlayer(userId, { from, to }, linkTo) {
  const place = document.getElementById("player");
  place.classList.add("long");
  place.setAttribute("aria-busy", "true");
  try {
    const of = (what) =>
      fetchJson(`/api/users/${encodeURIComponent(userId)}/${what}`, {
        from,
        to,
        ...(what !== "days" && { limit: 20 }),
      });
    const stats = await fetchJson("/api/user-stats", { user_id: userId });
    const [{ days }, sessions, matches] = await Promise.all([
      of("days"),
      of("sessions"),
      of("matches"),
    ]);
    place.replaceChildren(
      numbersOf(stats),
      folded("Days", days.length, daysTable(days)),
      folded(
        "Sessions",
        countOf(sessions.sessions, sessions.next),
        sessionsTable(sessions.sessions),
      ),
      folded(
        "Matches",
        countOf(matches.matches, matches.next),
        matchesTable(matches.matches, linkTo),
      ),
    );
  } catch (error) {
    place.replaceChildren(element("p", {}, error.message));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** Shows no player. */
export function hidePlayer() {
  document.getElementById("player").classList.remove("long");
  put("player", "Search by id, or select a player in the leaderboard.");
}

function countOf(rows, next) {
  return next === null ? rows.length : `the latest ${rows.length}`;
}

function numbersOf(stats) {
  const lastLogin = stats.days_since_last_login;
  const numbers = {
    country: stats.country || "–",
    "registered (local time)": stats.registration_date_local_timezone,
    "days since last login": lastLogin ?? "never",
    sessions: stats.number_of_sessions,
    "time in game": duration(stats.time_spent_in_game),
    "of it in matches": `${stats.percentage_time_spent_in_match} %`,
    "points at home": stats.total_points_won_home,
    "points away": stats.total_points_won_away,
  };
  const items = Object.entries(numbers).map(([name, value]) =>
    element(
      "div",
      {},
      element("dt", {}, name),
      element("dd", {}, value.toLocaleString("en")),
    ),
  );
  return element("dl", { class: "numbers" }, ...items);
}

function folded(title, count, content) {
  return element(
    "details",
    {},
    element("summary", {}, `${title} in this range: ${count}`),
    element("div", { class: "scroll", tabindex: "0" }, content),
  );
}

function daysTable(days) {
  return table(
    "By UTC day",
    ["day", "sessions", "in game", "in matches", "points"],
    days.map((day) => [
      day.date,
      day.number_of_sessions,
      duration(day.time_spent_in_game),
      duration(day.time_spent_in_match),
      day.total_points_won_home + day.total_points_won_away,
    ]),
  );
}

function sessionsTable(sessions) {
  return table(
    "Latest first",
    ["started (UTC)", "ended", "lasted"],
    sessions.map((session) => [
      clock(session.started_at),
      clock(session.ended_at),
      duration(session.time_spent_in_game),
    ]),
  );
}

function matchesTable(matches, linkTo) {
  return table(
    "Latest first; goals are the player's and the opponent's",
    ["started (UTC)", "side", "goals", "points", "opponent"],
    matches.map((match) => [
      clock(match.started_at),
      match.side,
      `${match.goals_scored}:${match.goals_conceded}`,
      match.points,
      linkTo(match.opponent),
    ]),
  );
}
