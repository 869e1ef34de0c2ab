import { element, put } from "./html.js";

/**
 * Puts the sections into the page: the first one with the room that its panels
 * will need, the others unseen until `reveal`.
 * @param sections as in panels/panels.js
 * @returns { part, places } for each section, with { panel, place } for each panel
 */
export function buildSections(sections) {
  const parts = sections.map(({ id, title, panels }) => {
    const places = panels.map(buildPanel);
    const cards = places.map(({ card }) => card);
    const part = element(
      "section",
      { id, class: "part", "aria-labelledby": `${id}-heading` },
      element("h2", { id: `${id}-heading` }, title),
      element("div", { class: "panels" }, ...cards),
    );
    return { part, places };
  });
  hideBelow(parts);
  put("page", ...parts.map(({ part }) => part));
  return parts;
}

function buildPanel(panel) {
  const { id, title, what, size = "", isWide, isBare } = panel;
  const place = element("div", { id, class: `place ${size}` });
  place.append(...(panel.initial?.() ?? []));
  const kind = `${isBare ? "bare" : "panel"}${isWide ? " wide" : ""}`;
  const card = isBare
    ? element("div", { class: kind }, place)
    : element(
        "section",
        { class: kind, "aria-labelledby": `${id}-title` },
        element("h3", { id: `${id}-title`, tabindex: "-1" }, title),
        ...(what ? [element("p", { class: "what" }, what)] : []),
        place,
      );
  return { panel, place, card };
}

/** Hides all sections but the first until they are complete. */
export function hideBelow(parts) {
  for (const { part } of parts.slice(1)) part.classList.add("later");
}

/** Shows a section, and what of it the address points at. */
export function reveal(part) {
  if (!part.classList.contains("later")) return;
  part.classList.remove("later");
  const target = document.getElementById(location.hash.slice(1));
  if (part.contains(target)) target.scrollIntoView();
}
