/** Makes an element; strings become text, never markup. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** Makes an element of SVG. */
export function svgElement(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  return fill(made, attributes, children);
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button that calls a function when it is pressed. */
export function button(attributes, text, press) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", press);
  return made;
}

const isNumber = (cell) =>
  typeof cell === "number" || (typeof cell === "string" && cell.endsWith(" %"));

/** A bar as wide as a share of its cell. */
export function barOf(share) {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  // Through the style object: the page's policy takes no style attributes.
  bar.style.width = `${100 * share}%`;
  return element("span", { class: "bar-place" }, bar);
}

/**
 * Makes a table with a caption. A cell is a text, a number or an element; the
 * first cell of a row names it. Columns with numbers or percentages stand at the
 * right.
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

/**
 * Shows some rows, and a button for all of them if these are more.
 * @param draw makes an element of rows
 * @param things what the rows are
 */
export function showSome(place, some, all, things, draw) {
  const more = button(
    { class: "quiet" },
    `Show all ${all.length} ${things}`,
    () => place.replaceChildren(draw(all)),
  );
  place.replaceChildren(
    draw(some),
    ...(some.length < all.length ? [more] : []),
  );
}

/** A list of figures, from entries [name, value]. */
export function figures(entries) {
  return element(
    "dl",
    { class: "numbers" },
    ...entries.map(([name, ...values]) =>
      element(
        "div",
        {},
        element("dt", {}, name),
        ...values.map((value) => element("dd", {}, value)),
      ),
    ),
  );
}

/** A table that scrolls where it has too little room, also with the keyboard. */
export const scrolling = (numbers) =>
  element(
    "div",
    {
      ...{ class: "scroll", tabindex: "0", role: "region" },
      "aria-label": numbers.caption.textContent,
    },
    numbers,
  );

/** What takes the place of numbers that the API does not answer. */
export const failure = (message) => element("p", { class: "failed" }, message);

/** Puts these into the place of this id, instead of what is there. */
export function put(id, ...children) {
  document.getElementById(id).replaceChildren(...children);
}
