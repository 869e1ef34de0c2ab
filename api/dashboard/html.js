/** Makes an element; strings become text, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const isNumber = (cell) => typeof cell === "number";

/**
 * Makes a table with a caption. A cell is a text, a number or an element; the
 * first cell of a row names it.
 */
export function table(caption, columns, rows) {
  const numeric = columns.map((_, at) => rows.some((row) => isNumber(row[at])));
  const kind = (at) => (numeric[at] ? { class: "number" } : {});
  const head = columns.map((column, at) =>
    element("th", { scope: "col", ...kind(at) }, column),
  );
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, at) =>
        element(
          at === 0 ? "th" : "td",
          { ...(at === 0 && { scope: "row" }), ...kind(at) },
          isNumber(cell) ? cell.toLocaleString("en") : cell,
        ),
      ),
    ),
  );
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body),
  );
}

const dayAndMonth = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

/** A day for where there is little room, such as Oct 9; takes a Unix time, milliseconds. */
export function shortDay(time) {
  return dayAndMonth.format(time);
}

/** Text that is the same as a duration in seconds, such as 1 h 5 min. */
export function duration(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours.toLocaleString("en")} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** What share a part is, such as 12.5 %. */
export function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

/** Puts these into the place of this id, instead of what is there. */
export function put(id, ...children) {
  document.getElementById(id).replaceChildren(...children);
}
