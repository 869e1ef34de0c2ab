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

/**
 * The days that averages cover: those with data, in whatever country.
 * @param ofAllCountries the same days of /api/daily.
 */
export const selectCovered = (days, ofAllCountries) =>
  days.filter((_, index) => {
    const { active_users, new_users, matches } = ofAllCountries[index];
    return active_users + new_users + matches > 0;
  });

const withData = ({ length }) =>
  `${number(length)} ${length === 1 ? "day" : "days"} with data`;

/**
 * The tiles of active users, from the days of /api/active-users.
 * @param covered those of them that averages cover.
 */
export function fillActive(days, covered) {
  const last = days.at(-1);
  const until = shortDay(Date.parse(last.date)).replace(" ", "\u00a0");
  const daily = sum(covered.map((day) => day.daily_active_users));
  const shares = covered
    .map(({ stickiness }) => stickiness)
    .filter((share) => share !== null);
  fill(
    "daily",
    covered.length === 0 ? "–" : number(Math.round(daily / covered.length)),
    `users, average of ${withData(covered)}`,
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
    `average of ${withData(covered)}`,
  );
}

/**
 * The tiles of what happened, from the days of /api/daily.
 * @param covered those of them that averages cover.
 */
export function fillDaily(days, covered) {
  const total = (name) => sum(days.map((day) => day[name]));
  const sessions = total("sessions");
  const perDay = (count) =>
    covered.length === 0
      ? ""
      : `${number(Math.round(count / covered.length))} a day, ${withData(covered)}`;
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
