/** Numbers, times and names as the pages write them. */

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en", {
  notation: "compact",
  maximumFractionDigits: 2,
});
const regions = new Intl.DisplayNames(["en"], { type: "region" });
const ages = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** A number such as 1,234.5, or a dash where there is none. */
export const figure = (number, unit = "") =>
  number === null || number === undefined
    ? "–"
    : `${numbers.format(number)}${unit}`;

/** A number for where there is little room, such as 1.2K. */
export const shortFigure = (number) => short.format(number);

/** A number of things, such as 1 day or 2 days. */
export const count = (number, thing, things = `${thing}s`) =>
  `${figure(number)} ${number === 1 ? thing : things}`;

/** A range such as 2024-10-01 to 2024-10-09, or a day. */
export const rangeText = ({ from, to }) =>
  from === to ? from : `${from} to ${to}`;

/** What share a part is, such as 12.5 %. */
export const percent = (part, whole) =>
  `${((100 * part) / whole).toFixed(1)} %`;

/** How much a number has changed, such as ▲ 12.5 %. */
export function change(now, before) {
  if (!before || now === null) return "";
  return arrow(now - before, percent(Math.abs(now - before), before));
}

/** How much a share in percent has changed, such as ▼ 1.5 points. */
export function changeOfShare(now, before) {
  if (before === null || now === null) return "";
  return arrow(now - before, `${Math.abs(now - before).toFixed(1)} points`);
}

const arrow = (difference, text) =>
  difference === 0 ? "unchanged" : `${difference > 0 ? "▲" : "▼"} ${text}`;

/** Seconds as a duration, such as 1 h 5 min, 10 min or 9 s. */
export function duration(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts =
    hours > 0
      ? [`${figure(hours)} h`, minutes > 0 && `${minutes} min`]
      : [
          minutes > 0 && `${minutes} min`,
          seconds % 60 > 0 && `${seconds % 60} s`,
        ];
  return parts.filter(Boolean).join(" ") || "0 s";
}

/** A time to the minute such as 2024-10-09 17:26, from 2024-10-09T17:26:04Z. */
export const clock = (instant) => instant.slice(0, 16).replace("T", " ");

const AGES = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** How long ago a time was, such as 2 hours ago. */
export function age(instant) {
  const passed = Date.now() - Date.parse(instant);
  const [unit, length] = AGES.find(([, size]) => passed >= size) ?? [];
  return unit ? ages.format(-Math.floor(passed / length), unit) : "just now";
}

/** The English name of a country, such as Germany for DE; what has none stays. */
export function countryName(country) {
  try {
    return regions.of(country) ?? country;
  } catch {
    return country;
  }
}

/** A country with its code, such as Germany (DE). */
export function countryLabel(country) {
  const name = countryName(country);
  return name === country ? country : `${name} (${country})`;
}
