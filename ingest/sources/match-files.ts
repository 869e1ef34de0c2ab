import { readdirSync, statSync, type Dirent } from "node:fs";
import { join, resolve } from "node:path";

/** Whether a name may stand for several files. */
export const isPattern = (name: string): boolean => /[*?[{]/.test(name);

/**
 * The files in a folder and in the folders within it, by path. Hidden files and
 * folders are passed over; links to files are followed, links to folders are not.
 */
export const listFolder = (folder: string, directory: string): string[] =>
  findBelow(folder, directory, ["**", "*"]).sort();

/**
 * The files that a pattern matches, by path: `*`, `?` and `[a-z]` match within a
 * name, `{a,b}` one of several texts, and a name that is `**` any folders. Hidden
 * files match where the pattern names their dot.
 */
export function findMatches(pattern: string, directory: string): string[] {
  const found = expandBraces(pattern).flatMap((one) => {
    const isAbsolute = one.startsWith("/");
    const segments = one.split("/").filter((segment) => segment !== "");
    if (segments.at(-1) === "**") segments.push("*");
    return findBelow(isAbsolute ? "/" : "", directory, segments);
  });
  return [...new Set(found)].sort();
}

function findBelow(
  folder: string,
  directory: string,
  [segment = "", ...rest]: readonly string[],
): string[] {
  if (segment === ".." || segment === ".")
    return findBelow(joinNames(folder, segment), directory, rest);
  const entries = listEntries(resolve(directory, folder));
  if (segment === "**")
    return [
      ...findBelow(folder, directory, rest),
      ...entries
        .filter((entry) => entry.isDirectory() && !isHidden(entry))
        .flatMap(({ name }) =>
          findBelow(joinNames(folder, name), directory, [segment, ...rest]),
        ),
    ];
  const matcher = segmentMatcher(segment);
  const matches = entries.filter(
    (entry) =>
      matcher.test(entry.name) && (!isHidden(entry) || segment[0] === "."),
  );
  return matches.flatMap((entry) => {
    const name = joinNames(folder, entry.name);
    if (rest.length > 0)
      return isKind(entry, resolve(directory, name), "isDirectory")
        ? findBelow(name, directory, rest)
        : [];
    return isKind(entry, resolve(directory, name), "isFile") ? [name] : [];
  });
}

const joinNames = (folder: string, name: string): string =>
  folder === "" ? name : join(folder, name);

const isHidden = ({ name }: Dirent): boolean => name.startsWith(".");

function listEntries(folder: string): Dirent[] {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? readdirSync(folder, { withFileTypes: true }) : [];
}

function isKind(
  entry: Dirent,
  path: string,
  kind: "isFile" | "isDirectory",
): boolean {
  if (!entry.isSymbolicLink()) return entry[kind]();
  return statSync(path, { throwIfNoEntry: false })?.[kind]() ?? false;
}

/** The patterns that a pattern with {a,b} stands for. */
function expandBraces(pattern: string): string[] {
  const [whole, before = "", choices = "", after = ""] =
    /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern) ?? [];
  if (whole === undefined) return [pattern];
  return choices
    .split(",")
    .flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}

/** Matches the names that a part of a pattern between slashes stands for. */
function segmentMatcher(segment: string): RegExp {
  const source = segment.replace(
    /\[(!?)([^\]]+)\]|[*?]|[^*?[]+|\[/g,
    (part: string, not?: string, characters?: string) => {
      if (characters !== undefined)
        return `[${not ? "^" : ""}${characters.replace(/[\\^\]]/g, "\\$&")}]`;
      if (part === "*") return ".*";
      return part === "?" ? "." : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    },
  );
  return new RegExp(`^${source}$`, "su");
}
