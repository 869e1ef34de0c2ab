/**
 * Patterns of paths: `*`, `?` and `[a-z]` match within a name, `{a,b}` one of
 * several texts, and a name that is `**` any folders.
 */

/** Whether a name may stand for several files. */
export const isPattern = (name: string): boolean => /[*?[{]/.test(name);

/** The patterns without braces that a pattern stands for. */
export function expandBraces(pattern: string): string[] {
  const [whole, before = "", choices = "", after = ""] =
    /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern) ?? [];
  if (whole === undefined) return [pattern.replace(/(^|\/)\*\*$/, "$1**/*")];
  return choices
    .split(",")
    .flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}

/** Matches the names that a part of a pattern between slashes stands for. */
export const segmentMatcher = (segment: string): RegExp =>
  new RegExp(`^${segmentSource(segment)}$`, "su");

/** Matches the paths that a pattern stands for. */
export function pathMatcher(pattern: string): RegExp {
  const sources = expandBraces(pattern).map((one) =>
    one
      .split("/")
      .map((segment) =>
        segment === "**" ? "(?:[^/]+/)*" : `${segmentSource(segment)}/`,
      )
      .join("")
      .replace(/\/$/, ""),
  );
  return new RegExp(`^(?:${sources.join("|")})$`, "su");
}

const segmentSource = (segment: string): string =>
  segment.replace(
    /\[(!?)([^\]]+)\]|[*?]|[^*?[]+|\[/g,
    (part: string, not?: string, characters?: string) => {
      if (characters !== undefined)
        return `[${not ? "^" : ""}${characters.replace(/[\\^\]]/g, "\\$&")}]`;
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\/]/g, "\\$&");
    },
  );
