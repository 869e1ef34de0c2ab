import { countMistakes } from "../../common/find-nearest.ts";

/** Longer ones are no slip of the finger, and would take time. */
const LONGEST_PATH = 200;

/**
 * Which of the known paths was probably meant, if any: a third of its letters
 * may be wrong. A part in braces stands for whatever the path has there.
 */
export function nearestPath(
  path: string,
  known: readonly string[],
): string | undefined {
  if (path.length > LONGEST_PATH) return undefined;
  const given = path.toLowerCase().replace(/\/+$/, "");
  const near = known
    .map((one) => {
      const meant = fillIn(one, given);
      return { meant, distance: countMistakes(given, meant) };
    })
    .filter(({ meant, distance }) => distance <= meant.length / 3)
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.meant;
}

/** Puts the parts of the given path where the known one has braces. */
function fillIn(known: string, given: string): string {
  const parts = given.split("/");
  return known
    .split("/")
    .map((part, at) => (part.startsWith("{") ? (parts[at] ?? part) : part))
    .join("/");
}
