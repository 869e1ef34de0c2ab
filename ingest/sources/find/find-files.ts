import { accessSync, constants, statSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import { TouchlineError } from "../../../common/errors.ts";
import { explainUnreadable } from "../../../common/explain-files.ts";
import { readTailOf } from "../../input/shard.ts";
import type { FileOnDisk, InputFile, Pipe } from "../input-file.ts";
import { STANDARD_INPUT } from "../standard-input.ts";
import { lookInto } from "./look-into.ts";
import { findMatches, listFolder } from "./match-files.ts";
import { isPattern } from "./pattern.ts";
import type { ReadingEngine } from "../engine/reading-engine.ts";
import { findRemote } from "../remote/find-remote.ts";
import { isRemote, type Environment } from "../remote/store.ts";

/** A file before it has its number. */
type Found = Omit<InputFile, "number">;

/**
 * Finds the files of a command, and looks at what they hold.
 * Throws input_failed if one is missing, cannot be read or cannot hold events, or
 * if a folder or a pattern has no files.
 * @param names files, folders, patterns and addresses.
 * @param directory the folder that relative names start from.
 * @param env has the credentials of stores.
 */
export async function findFiles(
  names: readonly string[],
  directory: string,
  engine: ReadingEngine,
  env: Environment,
): Promise<InputFile[]> {
  const files: Found[] = [];
  for (const name of names) {
    if (isRemote(name)) {
      files.push(...(await findRemote(name, engine, env)));
      continue;
    }
    for (const one of expand(name, directory))
      files.push(await inspect(one, resolve(directory, one), engine));
  }
  return files.map((file, index) => ({ ...file, number: index + 1 }));
}

/** The names of the files that one name stands for. */
function expand(name: string, directory: string): string[] {
  if (name === STANDARD_INPUT) return [name];
  const stats = statSync(resolve(directory, name), { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    const names = listFolder(name, directory);
    if (names.length > 0) return names;
    throw new TouchlineError(
      "input_failed",
      `the folder ${name} has no files (hidden ones do not count): name one with event files`,
    );
  }
  // A file of that very name comes before the pattern.
  if (stats || !isPattern(name)) return [name];
  const names = findMatches(name, directory);
  if (names.length > 0) return names;
  throw new TouchlineError(
    "input_failed",
    `no file matches ${name}: check the pattern (* and ? match within a name, ** any folders)`,
  );
}

async function inspect(
  name: string,
  path: string,
  engine: ReadingEngine,
): Promise<Found> {
  if (name === STANDARD_INPUT) return pipe(name, path, false);
  const stats = statFile(name, path);
  if (!stats.isFile()) return pipe(name, path, stats.isFIFO());
  const content = await lookInto(name, path, engine);
  const isPlain = content.format === "lines" && content.compression === "none";
  const source: FileOnDisk = {
    kind: "file",
    inode: stats.ino,
    tail: isPlain ? readTailOf(path, stats.size) : "",
  };
  return { name, path, bytes: stats.size, content, source };
}

function pipe(name: string, path: string, isNamed: boolean): Found {
  const source: Pipe = { kind: "pipe", isNamed };
  return { name, path, bytes: undefined, content: undefined, source };
}

function statFile(name: string, path: string): Stats {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path);
  } catch (error) {
    throw explainUnreadable(`file ${name}`, error);
  }
}
