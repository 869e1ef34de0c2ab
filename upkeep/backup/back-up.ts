import { createHash } from "node:crypto";
import {
  closeSync,
  createWriteStream,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { explainFullDisk } from "../../common/explain-files.ts";
import { readVersion } from "../../common/package-root.ts";
import { refuseLoss } from "../../runs/loss.ts";
import { makePrivateFolder } from "../../clickhouse/engine/data-directory.ts";
import { newestSchema } from "../../runs/migrate.ts";
import { recover } from "../../runs/publish/publish.ts";
import { readSessionGap } from "../../runs/session-gap.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import type { Store, Writer } from "../../clickhouse/connection/store.ts";
import { LEDGER } from "../../clickhouse/schema/tables.ts";
import {
  backedUpTables,
  fileOf,
  makeManifest,
  MANIFEST,
  renderManifest,
  type Manifest,
  type TableEntry,
} from "./manifest.ts";

export interface BackUpOptions {
  /** Back up although raw events are missing. */
  readonly acceptLoss?: boolean;
}

/** Only this user may read what is backed up, whatever the umask. */
const PRIVATE = 0o600;

/** The manifest until it is complete. */
const UNFINISHED = `${MANIFEST}.unfinished`;

/**
 * Writes all that the database holds into a folder, which is made, or is
 * empty: a file a table, and a manifest, when all of them are on the disk.
 * What fails on the way leaves nothing in it. No other command may change the
 * database meanwhile.
 * Throws input_failed where the folder is not empty or cannot be written,
 * database_unavailable where its disk is full, database_failed where raw events
 * are missing, and cancelled.
 */
export async function backUp(
  store: Store,
  folder: string,
  observer: RunObserver,
  signal: AbortSignal,
  { acceptLoss = false }: BackUpOptions = {},
): Promise<Manifest> {
  const { last } = await recover(store);
  if (!acceptLoss) await refuseLoss(store, "--accept-loss");
  const made = makeEmpty(folder);
  try {
    const tables: TableEntry[] = [];
    for (const table of backedUpTables(newestSchema())) {
      observer({ kind: "step", name: `writing ${table}` });
      tables.push(await writeTable(store, folder, table, signal));
    }
    const manifest = makeManifest({
      touchline: readVersion(),
      schema: newestSchema(),
      takenAt: new Date().toISOString(),
      last: last
        ? {
            runId: last.runId,
            request: last.request,
            startedAt: Number(last.startedAt),
          }
        : null,
      sessionGap: await readSessionGap(store),
      tables,
    });
    const unfinished = join(folder, UNFINISHED);
    writeFileSync(unfinished, renderManifest(manifest), {
      ...{ flush: true, mode: PRIVATE },
    });
    sync(folder);
    renameSync(unfinished, join(folder, MANIFEST));
    sync(folder);
    return manifest;
  } catch (error) {
    // Report this failure, not that of removing the files.
    removeFiles(folder, made);
    throw explain(error, folder, signal);
  }
}

/** Makes the folder if it is missing; returns whether it did. */
function makeEmpty(folder: string): boolean {
  try {
    const made = !existsSync(folder);
    makePrivateFolder(folder);
    const [found] = readdirSync(folder);
    if (found === undefined) return made;
  } catch (error) {
    throw new TouchlineError(
      "input_failed",
      `cannot write to ${folder} (${messageOf(error)}): make it writable, or name another folder`,
      { cause: error },
    );
  }
  throw new TouchlineError(
    "input_failed",
    readdirSync(folder).includes(MANIFEST)
      ? `${folder} holds a backup already: name another folder`
      : `${folder} is not empty: name another folder, or remove what is in it, such as a backup that was cut off`,
  );
}

async function writeTable(
  store: Store,
  folder: string,
  table: string,
  signal: AbortSignal,
): Promise<TableEntry> {
  const columns = await columnsOf(store, table);
  // All shards have a table alike; the ledger is not on them.
  const [first = store] = store.shards;
  const holder: Writer = table === LEDGER ? store : first;
  const [shape] = await holder.rows<{ engine: string; key: string }>({
    name: "backup-shape",
    sql: `SELECT engine, sorting_key AS key FROM system.tables WHERE database = currentDatabase() AND name = '${table}'`,
  });
  const { engine = "", key = "" } = shape ?? {};
  // As merged: of rows that take one another back, the order would matter.
  const merges = !/^(Replicated)?MergeTree$/.test(engine);
  const from = merges ? `${table} FINAL` : table;
  // FINAL leaves out a row whose sums are zero in the columns that are read.
  const [counted] = await store.rows<{ rows: number }>({
    name: "backup-count",
    sql: `SELECT countIf(NOT ignore(${columns.join(", ")})) AS rows FROM ${from}`,
  });
  const blocks = store.stream(
    {
      name: "backup-rows",
      sql: `SELECT ${columns.join(", ")} FROM ${from} ORDER BY ${key}`,
    },
    "Native",
  );
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(
    blocks,
    createGzip({ level: 1 }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(join(folder, fileOf(table)), {
      flags: "wx",
      mode: PRIVATE,
      flush: true,
    }),
    { signal },
  );
  const rows = Number(counted?.rows);
  return { table, columns, rows, bytes, sha256: hash.digest("hex") };
}

/** Puts the names in a folder on the disk. */
function sync(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeFiles(folder: string, made: boolean): void {
  try {
    for (const name of [
      ...backedUpTables(newestSchema()).map(fileOf),
      UNFINISHED,
      MANIFEST,
    ])
      rmSync(join(folder, name), { force: true });
    if (made) rmSync(folder, { recursive: true });
  } catch {
    return;
  }
}

function explain(error: unknown, folder: string, signal: AbortSignal): unknown {
  if (signal.aborted)
    return new TouchlineError("cancelled", "cancelled; no backup was made", {
      cause: error,
    });
  const full = explainFullDisk(error, folder);
  if (full instanceof TouchlineError) return full;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined
    ? error
    : new TouchlineError(
        "input_failed",
        `cannot write to ${folder} (${messageOf(error)}): make it writable, or name another folder`,
        { cause: error },
      );
}

/** The columns of a table that hold something of their own, in their order. */
export async function columnsOf(
  store: Store,
  table: string,
): Promise<string[]> {
  const columns = await store.rows<{ name: string }>({
    name: "backup-columns",
    sql: `SELECT name FROM system.columns
      WHERE database = currentDatabase() AND table = '${table}' AND default_kind NOT IN ('MATERIALIZED', 'ALIAS') ORDER BY position`,
  });
  return columns.map(({ name }) => name);
}
