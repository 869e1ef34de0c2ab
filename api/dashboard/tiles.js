import { duration, shortDay } from "./html.js";

const number = (value) => value.toLocaleString("en");
const sum = (values) => values.reduce((total, value) => total + value, 0);

function fill(tile, figure, note) {
  const [, figurePlace, notePlace] = document.getElementById(
    `tile-${tile}`,
  ).children;
  figurePlace.textContent = figure;
  notePlace.textContent = note;
}

/** The tiles of active users, from the days of /api/active-users. */
export function fillActive(days) {
  const last = days.at(-1);
  const until = shortDay(Date.parse(last.date)).replace(" ", "\u00a0");
  const daily = sum(days.map((day) => day.daily_active_users));
  const shares = days
    .map(({ stickiness }) => stickiness)
    .filter((share) => share !== null);
  fill(
    "daily",
    number(Math.round(daily / days.length)),
    "users, average of the days",
  );
  fill("weekly", number(last.weekly_active_users), `users, 7 days to ${until}`);
  fill(
    "monthly",
    number(last.monthly_active_users),
    `users, 30 days to ${until}`,
  );
  fill(
    "stick",
    shares.length === 0 ? "–" : `${(sum(shares) / shares.length).toFixed(1)} %`,
    "daily of monthly, average",
  );
}

/** The tiles of what happened, from the days of /api/daily. */
export function fillDaily(days) {
  const total = (name) => sum(days.map((day) => day[name]));
  const sessions = total("sessions");
  const perDay = (count) => `${number(Math.round(count / days.length))} a day`;
  fill("new", number(total("new_users")), perDay(total("new_users")));
  fill("count", number(sessions), perDay(sessions));
  fill(
    "mean",
    sessions === 0
      ? "–"
      : duration(Math.round(total("time_spent_in_game") / sessions)),
    "on average",
  );
  fill("played", number(total("matches")), perDay(total("matches")));
}
