import { fetchJson } from "./fetch-json.js";
import { element, percent, put, table } from "./html.js";

/** How many countries the table of countries has. */
const MOST_COUNTRIES = 10;

/** The grid of registration weeks by weeks since. */
export async function showRetention(view) {
  const { weeks } = await fetchJson("/api/retention", view);
  if (weeks.length === 0) {
    put("retention", "No registrations in this range.");
    return;
  }
  const most = Math.max(...weeks.map(({ active }) => active.length));
  const grid = table(
    "By weeks since",
    ["week of", "users", ...Array.from({ length: most }, (_, n) => String(n))],
    weeks.map(({ week, users, active }) => [
      week,
      users,
      ...Array.from({ length: most }, (_, n) =>
        n < active.length ? percent(active[n], users) : "",
      ),
    ]),
  );
  grid.classList.add("grid");
  // Through the style object: the page's policy takes no style attributes.
  weeks.forEach(({ users, active }, row) => {
    const cells = grid.tBodies[0].rows[row].cells;
    active.forEach((count, n) => {
      const share = (0.45 * count) / users;
      cells[n + 2].className = "shaded";
      cells[n + 2].style.background = `rgb(var(--shade) / ${share})`;
      cells[n + 2].title = `${count} of ${users}`;
    });
  });
  put("retention", grid);
}

/** New users by country; each country links to its own numbers. */
export async function showCountries({ from, to }, linkTo) {
  const { countries } = await fetchJson("/api/countries", { from, to });
  put(
    "country-names",
    ...countries.map(({ country }) => element("option", { value: country })),
  );
  if (countries.length === 0) {
    put("countries", "No registered users.");
    return;
  }
  const shown = countries.slice(0, MOST_COUNTRIES);
  const rest = countries.length - shown.length;
  const most = Math.max(...shown.map(({ new_users }) => new_users), 1);
  const grid = table(
    rest > 0
      ? `Registrations in this range: the first ${MOST_COUNTRIES} of ${countries.length} countries`
      : "Registrations in this range",
    ["country", "", "new", "Android", "iOS", "Web", "ever"],
    shown.map(({ country, new_users, android, ios, web, users }) => [
      linkTo(country),
      barOf(new_users / most),
      new_users,
      android,
      ios,
      web,
      users,
    ]),
  );
  put("countries", grid);
}

/** A bar as wide as a share of its cell. */
function barOf(share) {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.width = `${100 * share}%`;
  return element("span", { class: "bar-place" }, bar);
}

/** The first players of the leaderboard, with links to each. */
export async function showTop({ country }, linkTo) {
  const { players } = await fetchJson("/api/leaderboard", {
    country,
    limit: 10,
  });
  if (players.length === 0) {
    put("top", "No matches.");
    return;
  }
  put(
    "top",
    table(
      "Players by points; a win is 3, a draw 1",
      ["rank", "player", "country", "points", "matches"],
      players.map((player) => [
        player.rank,
        linkTo(player.user_id),
        player.country || "–",
        player.points,
        player.matches,
      ]),
    ),
  );
}
