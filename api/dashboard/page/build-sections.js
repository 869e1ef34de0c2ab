import { element } from "./html.js";

/**
 * Puts the sections into the page, each panel with the room that it will
 * need, and their names into the navigation.
 * @param sections as in panels/panels.js
 * @returns { panel, place } for each panel
 */
export function buildSections(sections) {
  const places = [];
  const build = (panel) => {
    const { id, title, what, size = "", isWide, isBare } = panel;
    const place = element("div", { id, class: `place ${size}` });
    place.append(...(panel.initial?.() ?? []));
    places.push({ panel, place });
    const kind = `${isBare ? "bare" : "panel"}${isWide ? " wide" : ""}`;
    if (isBare) return element("div", { class: kind }, place);
    return element(
      "section",
      { class: kind, "aria-labelledby": `${id}-title` },
      element("h3", { id: `${id}-title`, tabindex: "-1" }, title),
      ...(what ? [element("p", { class: "what" }, what)] : []),
      place,
    );
  };
  document
    .getElementById("page")
    .replaceChildren(
      ...sections.map(({ id, title, panels }) =>
        element(
          "section",
          { id, class: "part", "aria-labelledby": `${id}-heading` },
          element("h2", { id: `${id}-heading` }, title),
          element("div", { class: "panels" }, ...panels.map(build)),
        ),
      ),
    );
  return places;
}
