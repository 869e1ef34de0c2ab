import { startOf } from "../page/days.js";
import { shortFigure } from "../page/words.js";

/** The least distance between the labels of two days, in pixels. */
const LABEL_WIDTH = 58;

/**
 * The numbers at the left edge, from 0 to one that no value exceeds.
 * @param isWhole whether values are whole numbers
 */
export function ticksUpTo(most, isWhole) {
  const rough = (most || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power);
  const step = steps.find(
    (one) => one >= rough && (!isWhole || Number.isInteger(one)),
  );
  const ticks = [0];
  while (ticks.at(-1) < most || ticks.length < 2)
    ticks.push(Number((ticks.length * step).toPrecision(12)));
  return ticks;
}

/** The width of the numbers at the left edge, in pixels. */
export const marginOf = (ticks) =>
  10 + 7.5 * Math.max(...ticks.map((tick) => shortFigure(tick).length));

const weekOf = (day) => Math.floor((Date.parse(day) / 86_400_000 + 3) / 7);
const holds = (unit) => (piece) =>
  startOf(piece.last, unit) >= piece.first ||
  startOf(piece.first, unit) === piece.first;
const isQuarter = (piece) =>
  holds("month")(piece) && Number(piece.last.slice(5, 7)) % 3 === 1;

/** Which days, weeks or months get a label, from all to few. */
const CHOICES = [
  () => true,
  (_piece, at) => at % 2 === 0,
  (piece) => holds("week")(piece),
  (piece) => holds("week")(piece) && weekOf(piece.last) % 2 === 0,
  holds("month"),
  isQuarter,
  holds("year"),
];

const dayAndMonth = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

/**
 * The labels of the days, weeks or months below a chart, as many as fit.
 * @param pieces as cutRange returns them
 * @param width of all pieces together, in pixels
 * @returns { at, text, year } for each; the year only where it changes
 */
export function labelsOf(pieces, width) {
  const fits = (isLabelled) => {
    const places = pieces.flatMap((piece, at) =>
      isLabelled(piece, at) ? [at] : [],
    );
    const distance = (width / pieces.length) * leastStep(places);
    return places.length > 0 && distance >= LABEL_WIDTH ? places : undefined;
  };
  let places;
  for (const choice of CHOICES) places ??= fits(choice);
  let year;
  return (places ?? [0]).map((at) => {
    const { first, label } = pieces[at];
    const known = year;
    year = first.slice(0, 4);
    const text = label.length === 7 ? monthOf(label) : dayOf(label);
    return { at, text, year: year === known ? undefined : year };
  });
}

const leastStep = (places) =>
  Math.min(...places.slice(1).map((place, at) => place - places[at]), Infinity);

const dayOf = (day) => dayAndMonth.format(Date.parse(day));
const monthOf = (month) => dayOf(`${month}-01`).split(" ")[0];
