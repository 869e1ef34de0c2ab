import { quoteLiteral } from "../../../clickhouse/connection/statement/quote-literal.ts";
import { TouchlineError } from "../../../common/errors.ts";
import type { InputFile } from "../input-file.ts";
import type { Location } from "../engine/location.ts";
import { lookElsewhere } from "../find/look-into.ts";
import { pathMatcher } from "../find/pattern.ts";
import { selectRows } from "../engine/read-with-engine.ts";
import type { ReadingEngine } from "../engine/reading-engine.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { openStore } from "./open-store.ts";
import type { Environment, Store } from "./store.ts";

/**
 * Finds the files of an address, which may be a folder or a pattern where the
 * store can list its objects, and looks at what they hold.
 * Throws input_failed if there is none, or the store refuses.
 */
export async function findRemote(
  address: string,
  engine: ReadingEngine,
  env: Environment,
): Promise<Omit<InputFile, "number">[]> {
  const store = openStore(address, env);
  const files: Omit<InputFile, "number">[] = [];
  for (const { path, bytes } of await listObjects(store, engine)) {
    const location = locate(store, path);
    const { name } = location;
    files.push({
      ...{ name, path: name, bytes },
      content: await lookElsewhere(location, engine),
      source: { kind: "remote", location },
    });
  }
  return files;
}

/** A file of a store. */
interface StoredFile {
  readonly path: string;
  readonly bytes: number | undefined;
}

async function listObjects(
  store: Store,
  engine: ReadingEngine,
): Promise<StoredFile[]> {
  const { prefix, path, canList } = store;
  const isFolder = canList && (path === "" || path.endsWith("/"));
  const pattern = isFolder ? `${path}**` : path;
  const listed = await listMatches(store, toEnginePattern(pattern), engine);
  if (!canList) return [{ path, bytes: listed[0]?.bytes }];
  const matcher = pathMatcher(pattern);
  const files = listed
    .filter((file) => matcher.test(file.path) || file.path === path)
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  if (files.length > 0) return files;
  throw new TouchlineError(
    "input_failed",
    `no object matches ${prefix}${path}: check the address`,
  );
}

/** The files that the engine finds; a web server may not tell their size. */
async function listMatches(
  store: Store,
  pattern: string,
  engine: ReadingEngine,
): Promise<StoredFile[]> {
  const location = locateAs(store, store.path, pattern);
  const rows = await selectRows<{
    readonly listed: string;
    readonly size: string | null;
  }>(engine, location, {
    name: "list-files",
    sql: `SELECT _path AS listed, toString(_size) AS size FROM ${location.tableOf("One", "auto", "none")}`,
  });
  return rows.map(({ listed, size }) => ({
    // It begins with the bucket.
    path: listed.slice(listed.indexOf("/") + 1),
    bytes: size === null ? undefined : Number(size),
  }));
}

/** A file, whatever its name. */
function locate(store: Store, path: string): Location {
  const pattern = toEnginePattern(path);
  if (!store.canList || pattern === path) return locateAs(store, path, path);
  const location = locateAs(store, path, pattern);
  const isFile = `substring(_path, position(_path, '/') + 1) = ${quoteLiteral(path)}`;
  return {
    ...location,
    tableOf: (...content) =>
      `(SELECT * FROM ${location.tableOf(...content)} WHERE ${isFile})`,
  };
}

/** A path or pattern for the engine, which finds more than a pattern of ours. */
const toEnginePattern = (pattern: string): string =>
  pattern
    .replace(/\{[^{}]*\/[^{}]*\}/g, "**")
    .replace(/\[[^\]]*\]|\{[^{}]*\}|[?{}]/g, "*")
    .replace(/\*{3,}/g, "**");

function locateAs(store: Store, path: string, pattern: string): Location {
  const name = store.prefix + path;
  return {
    name,
    tableOf: (...content) => store.tableOf(pattern, ...content),
    explain: (reason) => explainRefusal(store, name, reason),
  };
}
