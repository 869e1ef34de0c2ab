import { drawDays } from "./charts.js";
import { fetchJson } from "./fetch-json.js";
import { duration, element, table } from "./html.js";

const put = (id, ...children) =>
  document.getElementById(id).replaceChildren(...children);

/** The four charts of the days; returns the range that they show. */
export async function showDays(view) {
  const { from, to, days } = await fetchJson("/api/daily", view);
  const dates = days.map(({ date }) => date);
  const of = (name) => days.map((day) => day[name]);
  const hours = of("time_spent_in_game").map(
    (seconds) => Math.round(seconds / 36) / 100,
  );
  drawDays("users", dates, [
    { label: "active", values: of("active_users") },
    { label: "new", values: of("new_users") },
  ]);
  drawDays("sessions", dates, [{ label: "sessions", values: of("sessions") }]);
  drawDays("time", dates, [{ label: "hours", values: hours }]);
  drawDays("matches", dates, [
    { label: "home wins", values: of("home_wins") },
    { label: "draws", values: of("draws") },
    { label: "away wins", values: of("away_wins") },
  ]);
  put("shares", shares(days));
  return { from, to };
}

function shares(days) {
  const total = (name) => days.reduce((sum, day) => sum + day[name], 0);
  const matches = total("matches");
  const share = (name) => percent(total(name), matches);
  return matches === 0
    ? "No match in these days."
    : `${matches.toLocaleString("en")} matches: home ${share("home_wins")}, draw ${share("draws")}, away ${share("away_wins")}.`;
}

function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

/** The grid of registration weeks by weeks since. */
export async function showRetention(view) {
  const { weeks } = await fetchJson("/api/retention", view);
  if (weeks.length === 0) {
    put("retention", "Nobody registered in these days.");
    return;
  }
  const most = Math.max(...weeks.map(({ active }) => active.length));
  const grid = table(
    "Share of those who registered in a week that had a session in that week (0) and in those since",
    ["week of", "users", ...Array.from({ length: most }, (_, n) => String(n))],
    weeks.map(({ week, users, active }) => [
      week,
      users,
      ...Array.from({ length: most }, (_, n) =>
        n < active.length ? percent(active[n], users) : "",
      ),
    ]),
  );
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

/** The first players of the table; each leads to the player. */
export async function showTop({ country }, linkTo) {
  const { players } = await fetchJson("/api/leaderboard", {
    country,
    limit: 10,
  });
  if (players.length === 0) {
    put("top", "No match was played.");
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

/** Rejected lines by reason; opening one shows examples. */
export async function showQuality() {
  const { reasons } = await fetchJson("/api/rejected", { limit: 1 });
  if (reasons.length === 0) {
    put("quality", "No line is rejected.");
    return;
  }
  put(
    "quality",
    table(
      "Lines that do not count now, by reason",
      ["reason", "lines", "examples"],
      reasons.map(({ reason, lines }) => [
        element("code", {}, reason),
        lines,
        examplesOf(reason),
      ]),
    ),
  );
}

function examplesOf(reason) {
  const details = element("details", {}, element("summary", {}, "Show"));
  details.firstChild.setAttribute("aria-label", `Examples of ${reason}`);
  const load = async () => {
    const list = element("ul");
    details.append(list);
    try {
      const { rejected } = await fetchJson("/api/rejected", {
        reason,
        limit: 3,
      });
      list.append(
        ...rejected.map(({ run_id, file, line, raw }) =>
          element(
            "li",
            {},
            `run ${run_id}, ${file.split("/").at(-1)}, line ${line}: `,
            element("span", { class: "raw" }, raw),
          ),
        ),
      );
    } catch (error) {
      list.append(element("li", {}, error.message));
    }
  };
  details.addEventListener("toggle", load, { once: true });
  return details;
}

/** The newest runs. */
export async function showRuns() {
  const { runs } = await fetchJson("/api/runs", { limit: 10 });
  if (runs.length === 0) {
    put(
      "runs",
      "No run yet: ",
      element("code", {}, "npm run ingest -- events.jsonl"),
    );
    return;
  }
  put(
    "runs",
    table(
      "The newest ten",
      ["run", "what", "started (UTC)", "lines", "accepted", "rejected", "took"],
      runs.map((run) => [
        run.run_id,
        run.kind,
        run.started_at.slice(0, 19).replace("T", " "),
        run.lines,
        run.accepted,
        Object.values(run.rejected).reduce((sum, lines) => sum + lines, 0),
        duration(Math.round(run.seconds)),
      ]),
    ),
  );
}
