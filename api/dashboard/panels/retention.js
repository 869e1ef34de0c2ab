import { addDays, endOf } from "../page/days.js";
import { element, scrolling, showSome, table } from "../page/html.js";
import { percent } from "../page/words.js";

/** How many weeks of registration the grid has at first, the newest ones. */
const MOST_WEEKS = 13;

/** The grid of registration weeks by weeks since. */
export const retention = {
  id: "cohorts",
  title: "Retention by week of registration",
  what: "Users who registered in a week, and how many of them had a session in that week (0) and in each week since; a week opens its days",
  isWide: true,
  async show(place, question) {
    const { weeks } = await question.fetch("/api/retention", {
      ...question.filter,
      ...question.range,
    });
    if (weeks.length === 0)
      place.replaceChildren("No registrations in this range.");
    else
      showSome(place, weeks.slice(-MOST_WEEKS), weeks, "weeks", (shown) =>
        scrolling(gridOf(shown, question)),
      );
  },
};

function gridOf(weeks, { range, complete, linkToRange }) {
  // Of a week of which no day is complete, nothing is known yet.
  const has = ({ week, active }, n) =>
    n < active.length && addDays(week, 7 * n) <= complete;
  const [{ active: longest }] = weeks;
  const numbers = [...longest.keys()].filter((n) => has(weeks[0], n));
  const grid = table(
    "Active users by weeks since",
    ["week of", "users", ...numbers.map(String)],
    weeks.map((cohort) => {
      const { week, users, active } = cohort;
      const [first, last] = [week, endOf(week, "week")];
      const isWhole = first >= range.from && last <= range.to;
      return [
        linkToRange({ first, last, label: week, isWhole }),
        users,
        ...numbers.map((n) =>
          has(cohort, n) ? percent(active[n], users) : "",
        ),
      ];
    }),
  );
  grid.classList.add("grid");
  // Through the style object: the page's policy takes no style attributes.
  weeks.forEach((cohort, row) => {
    const { week, users, active } = cohort;
    const { cells } = grid.tBodies[0].rows[row];
    active.forEach((count, n) => {
      if (!has(cohort, n)) return;
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
