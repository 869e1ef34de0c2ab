import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { tableNames } from "../render-migration.ts";

/** Changed with every change of what a backup's files mean. */
const FORMAT = 1;

/** Written last, so that a folder without it is no backup. */
export const MANIFEST = "manifest.json";

/** What is backed up of a schema: the ledger and all that runs have added. */
export function backedUpTables(schema: number): string[] {
  const { ledger, published } = tableNames(schema);
  return [ledger, ...published];
}

/** The rows of a table, in Native blocks. */
export const fileOf = (table: string): string => `${table}.native.gz`;

/** One table of a backup. */
export interface TableEntry {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  readonly sha256: string;
}

/** The run that a backup has last. */
export interface LastRun {
  readonly runId: number;
  readonly request: string;
  /** Unix time in milliseconds. */
  readonly startedAt: number;
}

/** What a backup holds. */
export interface Manifest {
  readonly format: number;
  /** The version that has made it. */
  readonly touchline: string;
  /** The last migration of the database. */
  readonly schema: number;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** null where nothing had been published. */
  readonly last: LastRun | null;
  readonly tables: readonly TableEntry[];
}

export const makeManifest = (content: Omit<Manifest, "format">): Manifest => ({
  format: FORMAT,
  ...content,
});

/** The text of the file, which vouches for itself. */
export function renderManifest(manifest: Manifest): string {
  const sha256 = createHash("sha256")
    .update(JSON.stringify(manifest))
    .digest("hex");
  return `${JSON.stringify({ ...manifest, sha256 }, undefined, 2)}\n`;
}

/**
 * Reads what a backup holds. Throws input_failed for a folder that is none,
 * one of another format, and one whose manifest is not as it was written.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new TouchlineError(
      "input_failed",
      code === "ENOENT" || code === "ENOTDIR"
        ? `${folder} is no whole backup: it has no ${MANIFEST}, which is written last. Name the folder of another backup`
        : `cannot read ${path} (${messageOf(error)}): make it readable`,
      { cause: error },
    );
  });
  const manifest = parseManifest(text);
  if (!manifest) throw damaged(path, "it is not as it was written");
  if (manifest.format !== FORMAT)
    throw new TouchlineError(
      "input_failed",
      `the backup in ${folder} has format ${manifest.format}, and this Touchline reads format ${FORMAT}: restore it with Touchline ${manifest.touchline}, which has made it`,
    );
  return manifest;
}

function parseManifest(text: string): Manifest | undefined {
  try {
    const { sha256, ...manifest } = JSON.parse(text) as Manifest & {
      sha256: string;
    };
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
  { schema, tables }: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const names = backedUpTables(schema);
  const missing = names.filter(
    (name) => !tables.some(({ table }) => table === name),
  );
  if (missing.length > 0 || tables.length !== names.length)
    throw damaged(join(folder, MANIFEST), "it does not name every table once");
  for (const { table, bytes, sha256 } of tables) {
    const path = join(folder, fileOf(table));
    const found = await measure(path, signal);
    if (found.bytes !== bytes)
      throw damaged(path, `it has ${found.bytes} of ${bytes} bytes`);
    if (found.sha256 !== sha256)
      throw damaged(path, "its SHA-256 is not that of the manifest");
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

function damaged(path: string, how: string): TouchlineError {
  return new TouchlineError(
    "input_failed",
    `${path} is damaged: ${how}; nothing was changed. Restore another backup, or a whole copy of this one`,
  );
}
