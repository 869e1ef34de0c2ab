import { readdirSync, statSync, type Dirent } from "node:fs";
import { join, resolve } from "node:path";
import { expandBraces, segmentMatcher } from "./pattern.ts";

/**
 * The files in a folder and in the folders within it, by path. Hidden files and
 * folders are passed over; links to files are followed, links to folders are not.
 */
export const listFolder = (folder: string, directory: string): string[] =>
  findBelow(folder, directory, ["**", "*"]).sort();

/**
 * The files that a pattern matches, by path. Hidden files match where the pattern
 * names their dot.
 */
export function findMatches(pattern: string, directory: string): string[] {
  const found = expandBraces(pattern).flatMap((one) => {
    const isAbsolute = one.startsWith("/");
    const segments = one.split("/").filter((segment) => segment !== "");
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
