/** The charts of the page, which all point at the same day. */
const pointers = new Map();

/** Lets a chart follow the pointer; replaces an earlier chart in its place. */
export const followPointer = (place, point) => pointers.set(place, point);

/** Points at a day in all charts, or at none. */
export function pointAt(day) {
  for (const [place, point] of pointers)
    if (place.isConnected) point(day);
    else pointers.delete(place);
}
