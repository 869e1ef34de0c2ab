import { pointAt } from "./crosshair.js";

/** A pointer that moves less, in pixels, clicks. */
const DRAG = 6;

const clamp = (at, length) => Math.max(0, Math.min(length - 1, at));

/**
 * A click opens a day, week or month; a drag opens several.
 * @param selection shows what is dragged over
 * @param placeAt returns the place at so many pixels from the left
 */
export function watchPointer(svg, { pieces, open }, selection, placeAt) {
  let start;
  const placeOf = ({ clientX }) =>
    clamp(placeAt(clientX - svg.getBoundingClientRect().left), pieces.length);
  const select = (from, to) => {
    selection.setAttribute("x", Math.min(from, to));
    selection.setAttribute("width", Math.abs(to - from));
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = event;
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    pointAt(pieces[placeOf(event)].last);
    const { left } = svg.getBoundingClientRect();
    if (start) select(start.clientX - left, event.clientX - left);
  });
  svg.addEventListener("pointerup", (event) => {
    if (!start) return;
    const places = [placeOf(start), placeOf(event)];
    const isClick = Math.abs(event.clientX - start.clientX) < DRAG;
    start = undefined;
    select(0, 0);
    const from = pieces[isClick ? places[1] : Math.min(...places)].first;
    const to = pieces[isClick ? places[1] : Math.max(...places)].last;
    open({ from, to });
  });
  svg.addEventListener("pointercancel", () => {
    start = undefined;
    select(0, 0);
  });
  svg.addEventListener("pointerleave", () => {
    if (!start) pointAt(undefined);
  });
}

/** The arrow keys move the pointer, and Enter opens what it is at. */
export function watchKeys(svg, { pieces, open }, legend) {
  let at = pieces.length - 1;
  const go = (place) => {
    at = clamp(place, pieces.length);
    pointAt(pieces[at].last);
  };
  const places = {
    ArrowLeft: () => at - 1,
    ArrowRight: () => at + 1,
    Home: () => 0,
    End: () => pieces.length - 1,
  };
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter")
      open({ from: pieces[at].first, to: pieces[at].last });
    else if (event.key in places) go(places[event.key]());
    else return;
    event.preventDefault();
  });
  // One legend alone is spoken, though all change.
  svg.addEventListener("focus", () =>
    legend.setAttribute("aria-live", "polite"),
  );
  svg.addEventListener("blur", () => {
    legend.removeAttribute("aria-live");
    pointAt(undefined);
  });
}
