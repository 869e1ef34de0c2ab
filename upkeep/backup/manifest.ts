import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { newestSchema } from "../../runs/migrate.ts";
import { tableNames } from "../../clickhouse/schema/render-migration.ts";

/** Changed with every change of what a backup's files mean. */
const FORMAT = 1;

/** Written last, so that a folder without it is not a backup. */
export const MANIFEST = "manifest.json";

/** What is backed up of a schema: the ledger and all that runs have added. */
export function backedUpTables(schema: number): string[] {
  const { ledger, published } = tableNames(schema);
  return [ledger, ...published];
}

/** The rows of a table, in Native blocks. */
export const fileOf = (table: string): string => `${table}.native.gz`;

const Count = Type.Integer({ minimum: 0 });

const TableEntry = Type.Object({
  table: Type.String(),
  columns: Type.Array(Type.String()),
  rows: Count,
  /** Of the file. */
  bytes: Count,
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
});

/** One table of a backup. */
export type TableEntry = Static<typeof TableEntry>;

const LastRun = Type.Object({
  runId: Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1 }),
  request: Type.String(),
  /** Unix time in milliseconds. */
  startedAt: Type.Integer(),
});

/** The run that a backup has last. */
export type LastRun = Static<typeof LastRun>;

const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  /** The version that has made it. */
  touchline: Type.String(),
  /** The last migration of the database. */
  schema: Type.Integer({ minimum: 1 }),
  /** ISO 8601, UTC. */
  takenAt: Type.String(),
  /** null where nothing had been published. */
  last: Type.Union([LastRun, Type.Null()]),
  /** In seconds; 60 where an older version has made the backup. */
  sessionGap: Type.Optional(Type.Integer({ minimum: 1 })),
  tables: Type.Array(TableEntry),
});

/** What a backup holds. */
export type Manifest = Static<typeof Manifest>;

export const makeManifest = (content: Omit<Manifest, "format">): Manifest => ({
  format: FORMAT,
  ...content,
});

/**
 * The text of the file, with its own hash. The schema check alone would accept a
 * flipped digit of a count or a file's hash, and blame the file for it.
 */
export function renderManifest(manifest: object): string {
  const sha256 = createHash("sha256")
    .update(JSON.stringify(manifest))
    .digest("hex");
  return `${JSON.stringify({ ...manifest, sha256 }, undefined, 2)}\n`;
}

/**
 * Reads what a backup holds. Throws input_failed if the folder is not a
 * backup, has another format or a newer schema, or if its manifest was changed or
 * is invalid: the hash finds damage, and a person can compute a new one.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new TouchlineError(
      "input_failed",
      code === "ENOENT" || code === "ENOTDIR"
        ? `${folder} is not a complete backup: it has no ${MANIFEST}, which is written last. Name the folder of another backup`
        : `cannot read ${path} (${messageOf(error)}): make it readable`,
      { cause: error },
    );
  });
  const manifest = parseManifest(text);
  if (!manifest) throw damagedManifest(folder, "it is not as it was written");
  refuseOther(folder, manifest);
  if (!Value.Check(Manifest, manifest)) {
    const [wrong] = Value.Errors(Manifest, manifest);
    const [, field = "it"] = wrong?.instancePath.split("/") ?? [];
    throw damagedManifest(folder, `${field} is not what a backup has`);
  }
  const { schema, last, tables } = manifest;
  const expected = backedUpTables(schema).sort();
  if (
    tables
      .map(({ table }) => table)
      .sort()
      .join() !== expected.join()
  )
    throw damagedManifest(folder, "it does not name every table once");
  if (last === null && tables.some(({ rows }) => rows > 0))
    throw damagedManifest(folder, "it has rows, and no last run");
  return manifest;
}

/** Throws input_failed for a backup of another format or a newer schema. */
function refuseOther(
  folder: string,
  { format, schema, touchline }: Record<string, unknown>,
): void {
  const refuse = (what: string) => {
    throw new TouchlineError(
      "input_failed",
      `the backup in ${folder} has ${what}: restore it with Touchline ${String(touchline)}, which has made it`,
    );
  };
  if (typeof format === "number" && format !== FORMAT)
    refuse(`format ${format}, and this Touchline reads format ${FORMAT}`);
  if (typeof schema === "number" && schema > newestSchema())
    refuse(
      `schema version ${schema}, and this Touchline knows versions up to ${newestSchema()}`,
    );
}

/** What a manifest holds, if its hash is right. */
function parseManifest(text: string): Record<string, unknown> | undefined {
  try {
    const { sha256, ...manifest } = JSON.parse(text) as Record<string, unknown>;
    const whole = sha256 !== "" && text === renderManifest(manifest);
    return whole ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads all files of a backup. Throws input_failed where one is missing,
 * unreadable, or not as it was written.
 */
export async function checkFiles(
  folder: string,
  { tables }: Manifest,
  signal: AbortSignal,
): Promise<void> {
  for (const { table, rows, bytes, sha256 } of tables) {
    const path = join(folder, fileOf(table));
    const found = await measure(path, signal);
    if (found.bytes !== bytes)
      throw damaged(path, `it has ${found.bytes} of ${bytes} bytes`);
    if (found.sha256 !== sha256)
      throw damaged(path, "its SHA-256 is not that of the manifest");
    // A file without rows is not loaded: it has no blocks, and so no columns.
    if (rows === 0 && (await holdsAnything(path)))
      throw damaged(path, "it has rows, and the manifest names none");
  }
}

async function measure(
  path: string,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (signal.aborted)
        throw new TouchlineError("cancelled", "cancelled; nothing was changed");
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (error instanceof TouchlineError) throw error;
    throw new TouchlineError(
      "input_failed",
      `cannot read ${path} (${messageOf(error)}): nothing was changed. Restore another backup, or a whole copy of this one`,
      { cause: error },
    );
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Whether a file holds anything when it is decompressed. */
async function holdsAnything(path: string): Promise<boolean> {
  const content = createReadStream(path).pipe(createGunzip());
  for await (const chunk of content as AsyncIterable<Buffer>)
    if (chunk.length > 0) return true;
  return false;
}

/** What is thrown where the manifest of a backup and its files disagree. */
export const damagedManifest = (folder: string, how: string): TouchlineError =>
  damaged(join(folder, MANIFEST), how);

function damaged(path: string, how: string): TouchlineError {
  return new TouchlineError(
    "input_failed",
    `${path} is damaged: ${how}; nothing was changed. Restore another backup, or a whole copy of this one`,
  );
}
