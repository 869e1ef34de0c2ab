import { addDays } from "../page/days.js";
import { addressOf } from "../page/fetch-json.js";
import { element, scrolling, table } from "../page/html.js";
import { lastDayOf } from "../page/question.js";
import { figure, shortFigure } from "../page/words.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const PATH = "/api/users-by-hour";

export const hours = hoursPanel({
  id: "hours",
  title: "Users by hour",
  what: "Average users with a session in each hour (UTC); a day of the week opens the last one",
  column: "users",
});

export const ownHours = hoursPanel({
  id: "own-hours",
  title: "Users by hour of their own clocks",
  what: "The same by each user's own clock, as far from UTC as at the registration",
  column: "users_own_clock",
});

/**
 * A panel with a grid of days of the week by hours.
 * @param panel.id, title, what see panels.js
 * @param panel.column of the endpoint's rows
 */
function hoursPanel({ column, ...panel }) {
  return {
    ...panel,
    isWide: true,
    async show(place, question) {
      const dates = { from: question.range.from, to: lastDayOf(question) };
      const asked = { ...question.filter, ...dates };
      const answer = await question.fetch(PATH, asked);
      const cells = answer.hours.map(({ days, [column]: users }) =>
        days === 0 ? 0 : users / days,
      );
      const most = Math.max(...cells);
      if (most === 0) {
        place.replaceChildren("No sessions in this range.");
        return;
      }
      const rows = WEEKDAYS.map((name, at) => ({
        ...{ name, day: lastOf(at, dates) },
        means: cells.slice(24 * at, 24 * (at + 1)),
      })).filter(({ day }) => day >= dates.from);
      const csv = addressOf(PATH, { ...asked, format: "csv" });
      place.replaceChildren(
        scrolling(gridOf(panel.title, rows, most, question)),
        element(
          "div",
          { class: "behind" },
          element("a", { class: "csv", href: csv }, "CSV"),
        ),
      );
    },
  };
}

/** The last such day of the week, from Monday (0), up to the end of a range. */
function lastOf(weekday, { to }) {
  const last = (new Date(to).getUTCDay() + 6) % 7;
  return addDays(to, -((last - weekday + 7) % 7));
}

function gridOf(title, rows, most, { linkToRange }) {
  const grid = table(
    `${title}: the averages`,
    ["day", ...Array.from({ length: 24 }, (_, hour) => String(hour))],
    rows.map(({ name, day, means }) => [
      linkToRange({ first: day, last: day, label: name, isWhole: true }),
      ...means.map((mean) =>
        mean < 10 ? mean.toFixed(1) : shortFigure(Math.round(mean)),
      ),
    ]),
  );
  grid.classList.add("grid", "hours");
  // Through the style object: the page's policy takes no style attributes.
  rows.forEach(({ means }, row) =>
    means.forEach((mean, hour) => {
      const cell = grid.tBodies[0].rows[row].cells[hour + 1];
      cell.className = "shaded";
      cell.style.background = `rgb(var(--shade) / ${(0.45 * mean) / most})`;
      cell.title = figure(mean);
    }),
  );
  return grid;
}
