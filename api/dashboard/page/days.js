/** Days are UTC dates, as texts such as 2024-10-09; they sort by time. */

const DAY_MILLISECONDS = 86_400_000;

const format = (time) => new Date(time).toISOString().slice(0, 10);

/** Whether a text is a day that the API accepts. */
export const isDay = (text) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export const addDays = (day, days) =>
  format(Date.parse(day) + days * DAY_MILLISECONDS);

/** The same day of another month, or that month's last day. */
export function addMonths(day, months) {
  const first = new Date(`${day.slice(0, 7)}-01`);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = endOf(format(first), "month");
  const same = last.slice(0, 8) + day.slice(8);
  return same < last ? same : last;
}

/** How many days a range has, 0 or less if it ends before it begins. */
export const countDays = ({ from, to }) =>
  (Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS + 1;

/** The days of a range, in order. */
export const daysOf = (range) =>
  Array.from({ length: countDays(range) }, (_, at) => addDays(range.from, at));

/** The first day of the day, week (from Monday), month or year that a day is in. */
export function startOf(day, unit) {
  if (unit === "week")
    return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
  if (unit === "month") return `${day.slice(0, 7)}-01`;
  return unit === "year" ? `${day.slice(0, 4)}-01-01` : day;
}

/** The last day of the day, week, month or year that a day is in. */
export function endOf(day, unit) {
  const start = startOf(day, unit);
  if (unit === "week") return addDays(start, 6);
  if (unit === "day") return start;
  // 32 or 366 days later is the next month or year.
  const next = addDays(start, unit === "month" ? 32 : 366);
  return addDays(startOf(next, unit), -1);
}

/**
 * The range before (-1) or after (1) one. That of a month or a year, whole or
 * from its first day on, is moved by months, any other by its length.
 */
export function shiftRange({ from, to }, step) {
  for (const [unit, months] of [
    ["year", 12],
    ["month", 1],
  ]) {
    const end = endOf(from, unit);
    if (from !== startOf(from, unit) || to > end) continue;
    if (unit === "year" && to <= endOf(from, "month")) continue;
    const first = addMonths(from, step * months);
    const last = to === end ? endOf(first, unit) : addMonths(to, step * months);
    return { from: first, to: last };
  }
  const days = step * countDays({ from, to });
  return { from: addDays(from, days), to: addDays(to, days) };
}

/** The same range a year earlier. */
export const aYearEarlier = ({ from, to }) => ({
  from: addMonths(from, -12),
  to: addMonths(to, -12),
});

/**
 * Cuts a range into days, weeks or months.
 * @param complete the last day about which everything is known
 * @returns { first, last, label, isWhole } for each, within the range; not
 * whole if the range or what is known has only a part of it.
 */
export function cutRange({ from, to }, unit, complete) {
  const pieces = [];
  for (let day = from; day <= to; day = addDays(endOf(day, unit), 1)) {
    const end = endOf(day, unit);
    const last = end < to ? end : to;
    pieces.push({
      first: day,
      last,
      label: unit === "month" ? day.slice(0, 7) : startOf(day, unit),
      isWhole: day === startOf(day, unit) && last === end && end <= complete,
    });
  }
  return pieces;
}
