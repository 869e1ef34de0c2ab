import { recover } from "../../clickhouse/publish.ts";
import { createRebuilt } from "../../clickhouse/rebuild.ts";
import type { Store } from "../../clickhouse/store.ts";
import type { PublishedTable } from "../../clickhouse/tables.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import type { RunObserver } from "../progress.ts";
import { withThoseComputedFrom } from "../verify/derived-tables.ts";
import { nextRunId, publishRebuilt } from "../verify/publish-rebuilt.ts";
import { rebuildTables } from "../verify/rebuild-tables.ts";
import { ROWS_PER_SLICE } from "../verify/sources.ts";
import { mentionPattern } from "./mention-pattern.ts";

/** Whom to erase. */
export interface EraseRequest {
  /** A UUID, in upper or lower case. */
  readonly userId: string;
  /** How many rows are computed at once; as many as fit when not given. */
  readonly rowsPerSlice?: number;
}

/** What an erasure has done. */
export interface Receipt {
  readonly userId: string;
  readonly runId: number;
  /** How many rows of each table were of the user or named one. */
  readonly tables: readonly ErasedRows[];
  /** Matches that keep counting for the other player. */
  readonly matchesKept: number;
  /** Held events of others that came to count. */
  readonly admitted: number;
  readonly seconds: number;
}

export interface ErasedRows {
  readonly table: PublishedTable;
  readonly before: number;
  readonly after: number;
}

/**
 * Removes a user from every table, from the disk too. A match that counts
 * keeps counting for the other player: in the place of the user stands a new
 * one, who has registered when it started and has nothing but this match.
 * The ids of the user's events stay known, so that a file that comes again
 * does not bring the user back.
 *
 * The tables are written anew without the user, beside the old ones, what is
 * derived from what is left of the raw events, and take their place as a run
 * of its own. Readers see all of it at once. A process that ends on the way
 * leaves either nothing or a run that the next one completes.
 * Throws not_found when nothing is stored of the user.
 */
export async function erase(
  store: Store,
  request: EraseRequest,
  observer: Pick<RunObserver, "step">,
  signal: AbortSignal,
): Promise<Receipt> {
  const startedAt = Date.now();
  const userId = request.userId.toLowerCase();
  await recover(store);
  observer.step("looking for the user");
  const before = await countRows(store, userId);
  if (before.every(({ rows }) => rows === 0))
    throw new TouchlineError(
      "not_found",
      `nothing is stored of a user ${userId}: there never was one, or an erasure has been completed`,
    );
  try {
    const runId = await nextRunId(store);
    const raw = await rebuildRaw(store, userId, before, runId, observer);
    const tables = affectedTables(raw, before);
    observer.step(`writing ${[...tables].join(", ")} anew`);
    await rebuildTables(store, tables, {
      runId,
      rowsPerSlice: request.rowsPerSlice ?? ROWS_PER_SLICE,
      from: raw,
      forgotten: mentionPattern(userId),
      erasing: true,
    });
    const matchesKept = raw.includes("registrations")
      ? await countOne(store, "kept-matches", runId)
      : 0;
    const admitted = raw.includes("match_events")
      ? await countOne(store, "admitted", runId)
      : 0;
    if (signal.aborted)
      throw new TouchlineError("cancelled", "cancelled; nothing was changed");
    const run = { runId, request: "erase", startedAt, admitted } as const;
    observer.step("publishing");
    await publishRebuilt(store, run);
    const after = await countRows(store, userId);
    return {
      userId,
      runId,
      tables: before.map(({ table, rows }, index) => ({
        table,
        before: rows,
        after: after[index]?.rows ?? 0,
      })),
      matchesKept,
      admitted,
      seconds: (Date.now() - startedAt) / 1000,
    };
  } finally {
    await recover(store);
  }
}

interface RowCount {
  readonly table: PublishedTable;
  readonly rows: number;
}

const statementText = (file: string): string =>
  readSql(`ingest/erase/${file}.sql`);

async function countRows(store: Store, userId: string): Promise<RowCount[]> {
  const rows = await store.rows<RowCount>({
    name: "rows-of-user",
    sql: statementText("rows-of-user"),
    parameters: { user_id: userId, forgotten: mentionPattern(userId) },
  });
  const counts = new Map(rows.map((row) => [row.table, Number(row.rows)]));
  return COUNTED.map((table) => ({ table, rows: counts.get(table) ?? 0 }));
}

/** The tables that name users, in the order of the receipt. */
const COUNTED = [
  "registrations",
  "session_pings",
  "match_events",
  "held_events",
  "rejected_events",
  "registration_data",
  "sessions",
  "matches",
  "session_data",
  "session_data_by_date",
  "match_data",
  "match_data_by_date",
  "user_totals",
] as const satisfies PublishedTable[];

/** Writes the raw tables that have rows of the user anew, without them. */
async function rebuildRaw(
  store: Store,
  userId: string,
  before: readonly RowCount[],
  runId: number,
  observer: Pick<RunObserver, "step">,
): Promise<PublishedTable[]> {
  const rebuilt: PublishedTable[] = [];
  for (const [table, file] of RAW_TABLES) {
    if (!before.some((count) => count.table === table && count.rows > 0))
      continue;
    observer.step(`writing ${table} anew`);
    await createRebuilt(store, table, runId);
    const sql = statementText(file);
    await store.command({
      name: file,
      sql,
      parameters: {
        user_id: userId,
        ...(sql.includes("{run_id:") && { run_id: runId }),
      },
    });
    rebuilt.push(table);
  }
  return rebuilt;
}

/** Matches count only for those who have registered, so that goes first. */
const RAW_TABLES = [
  ["registrations", "kept-registrations"],
  ["session_pings", "kept-session-pings"],
  ["match_events", "kept-match-events"],
] as const;

/** The derived tables that change with the raw ones, or name the user. */
function affectedTables(
  raw: readonly PublishedTable[],
  before: readonly RowCount[],
): Set<PublishedTable> {
  const changed: PublishedTable[] = before
    .filter(({ table, rows }) => rows > 0 && !raw.includes(table))
    .map(({ table }) => table);
  if (raw.length > 0) changed.push("event_ids", "held_events");
  return withThoseComputedFrom(changed);
}

async function countOne(
  store: Store,
  file: string,
  runId: number,
): Promise<number> {
  const sql = statementText(file);
  const [row] = await store.rows<{ count: number }>({
    name: file,
    sql,
    parameters: sql.includes("{run_id:") ? { run_id: runId } : {},
  });
  return Number(row?.count ?? 0);
}
