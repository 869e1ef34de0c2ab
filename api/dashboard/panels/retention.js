import { addDays, endOf } from "../page/days.js";
import { element, scrolling, table } from "../page/html.js";
import { percent } from "../page/words.js";

/** The grid of registration weeks by weeks since. */
export const retention = {
  id: "cohorts",
  title: "Retention by week of registration",
  what: "Users who registered in a week, and how many of them had a session in that week (0) and in each week since; a week opens its days",
  size: "rows",
  isWide: true,
  async show(place, question) {
    const { weeks } = await question.fetch("/api/retention", {
      ...question.filter,
      ...question.range,
    });
    place.replaceChildren(
      weeks.length === 0
        ? "No registrations in this range."
        : scrolling(gridOf(weeks, question)),
    );
  },
};

function gridOf(weeks, { range, complete, linkToRange }) {
  const most = Math.max(...weeks.map(({ active }) => active.length));
  // Of a week that has only begun, nothing is known yet.
  const has = (week, n, active) =>
    n < active.length && addDays(week, 7 * n) <= complete;
  const numbers = Array.from({ length: most }, (_, n) => n);
  const grid = table(
    "Active users by weeks since",
    ["week of", "users", ...numbers.map(String)],
    weeks.map(({ week, users, active }) => {
      const [first, last] = [week, endOf(week, "week")];
      const isWhole = first >= range.from && last <= range.to;
      return [
        linkToRange({ first, last, label: week, isWhole }),
        users,
        ...numbers.map((n) =>
          has(week, n, active) ? percent(active[n], users) : "",
        ),
      ];
    }),
  );
  grid.classList.add("grid");
  // Through the style object: the page's policy takes no style attributes.
  weeks.forEach(({ week, users, active }, row) => {
    const { cells } = grid.tBodies[0].rows[row];
    active.forEach((count, n) => {
      if (!has(week, n, active)) return;
      const cell = cells[n + 2];
      cell.className = "shaded";
      cell.style.background = `rgb(var(--shade) / ${(0.45 * count) / users})`;
      cell.title = `${count} of ${users}`;
      // The week goes on, and more users may come back.
      if (endOf(addDays(week, 7 * n), "week") > complete)
        cell.append(element("small", {}, " so far"));
    });
  });
  return grid;
}
