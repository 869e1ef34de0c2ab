/** The shapes of series, as path data of SVG. */

const round = (number) => Math.round(number * 10) / 10;

/**
 * Columns, each on the one below it.
 * @param values null where there is nothing
 * @param below what the columns stand on
 * @param x returns the middle of a column, y the height of a value
 */
export function columnsPath(values, below, { x, y, band }) {
  const width = band < 4 ? band : Math.min(0.76 * band, 36);
  return values
    .map((value, at) => {
      if (!value) return "";
      const foot = y(below[at]);
      const top = y(below[at] + value);
      // A gap between two colours, where there is room for it.
      const gap = below[at] > 0 && foot - top > 3 ? 1 : 0;
      const left = round(x(at) - width / 2);
      return `M${left} ${round(foot - gap)}V${round(top)}h${round(width)}V${round(foot - gap)}z`;
    })
    .join("");
}

/** A short line across each place that has a value. */
export function marksPath(values, { x, y, band }) {
  const width = Math.min(0.9 * band, 42);
  return values
    .map((value, at) =>
      value === null
        ? ""
        : `M${round(x(at) - width / 2)} ${round(y(value))}h${round(width)}`,
    )
    .join("");
}

/** A line from value to value, with gaps where there is none. */
export function linePath(values, { x, y }) {
  let isDown = false;
  return values
    .map((value, at) => {
      if (value === null) {
        isDown = false;
        return "";
      }
      const command = isDown ? "L" : "M";
      isDown = true;
      return `${command}${round(x(at))} ${round(y(value))}`;
    })
    .join("");
}

/** The area below such a line. */
export function areaPath(values, { x, y }) {
  let path = "";
  let from;
  values.forEach((value, at) => {
    if (value === null) return;
    from ??= at;
    path += `${from === at ? `M${round(x(at))} ${y(0)}` : ""}L${round(x(at))} ${round(y(value))}`;
    if ((values[at + 1] ?? null) !== null) return;
    path += `L${round(x(at))} ${y(0)}z`;
    from = undefined;
  });
  return path;
}

/** The places of values that no line shows, since both neighbours are missing. */
export const lonePlaces = (values) =>
  values.flatMap((value, at) =>
    value !== null &&
    (values[at - 1] ?? null) === null &&
    (values[at + 1] ?? null) === null
      ? [at]
      : [],
  );
