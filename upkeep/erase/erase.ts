import { performRun } from "../../runs/perform-run.ts";
import { purgeChanges } from "../../runs/publish/publish.ts";
import { createRebuilt } from "../../runs/publish/rebuilt-tables.ts";
import {
  bindStatement,
  type Values,
} from "../../clickhouse/connection/statement/bind-statement.ts";
import type { Statement, Store } from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import { withThoseComputedFrom } from "../../runs/derived/derived-tables.ts";
import { rebuildTables } from "../../runs/derived/rebuild-tables.ts";
import { ROWS_PER_SLICE } from "../../runs/derived/sources.ts";
import { mentionPattern } from "./mention-pattern.ts";

/** The user to erase. */
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
  /** How many rows of each table belonged to the user or mentioned the id. */
  readonly tables: readonly ErasedRows[];
  /** Matches that keep counting for the other player. */
  readonly matchesKept: number;
  /** Held events of others that came to count. */
  readonly admitted: number;
  /** Runs that have read files whose names hold the id: the names stay. */
  readonly runsWithFileNames: readonly number[];
  readonly seconds: number;
}

export interface ErasedRows {
  readonly table: PublishedTable;
  /** Rows that counted, merged or not. */
  readonly before: number;
  /** Rows that are left on the disk. */
  readonly after: number;
}

/**
 * Removes a user from every table, from the disk too. A match that counts
 * keeps counting for the other player: a new user, the
 * stand-in, takes the erased one's place. It registers when the match starts and
 * has nothing but this match.
 * The ids of the user's events stay known, so that a file that comes again
 * does not bring the user back.
 *
 * The raw tables are rewritten without the user into rebuilt tables, the derived
 * tables follow from them, and all are published as one run. Readers see all of it at once. A process that ends on the way
 * leaves either nothing or a run that the next one completes.
 * Throws not_found when nothing is stored of the user.
 */
export async function erase(
  store: Store,
  { userId: given, rowsPerSlice = ROWS_PER_SLICE }: EraseRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Receipt> {
  const userId = given.toLowerCase();
  const forgotten = mentionPattern(userId);
  const step = (name: string) => observer({ kind: "step", name });
  return performRun(store, observer, signal, async (run) => {
    const { runId, sessionGap } = run;
    step("searching for the user");
    const before = await countRows(store, userId, forgotten);
    const runsWithFileNames = await findFileNames(store, forgotten);
    if (before.size === 0) throw notFound(userId, runsWithFileNames);
    const values = { user_id: userId, run_id: runId };
    const raw = RAW_TABLES.filter(({ changedBy }) =>
      changedBy.some((table) => before.has(table)),
    );
    for (const { table, file } of raw) {
      step(`rewriting ${table}`);
      await createRebuilt(store, table, runId);
      await store.command(statementOf(file, values));
    }
    const from = raw.map(({ table }) => table);
    const tables = affectedTables(from, before);
    step(`rewriting ${[...tables].join(", ")}`);
    await rebuildTables(store, tables, {
      ...{ runId, rowsPerSlice, sessionGap, from, forgotten },
      erasing: true,
    });
    const count = async (file: string, table: PublishedTable) =>
      from.includes(table) ? countOne(store, statementOf(file, values)) : 0;
    const matchesKept = await count("kept-matches", "registrations");
    const admitted = await count("admitted", "match_events");
    await run.publish({ request: "erase", admitted });
    await purgeChanges(store);
    const after = await countRows(store, userId, forgotten);
    return {
      userId,
      runId,
      tables: COUNTED.map((table) => ({
        table,
        before: before.get(table)?.rows ?? 0,
        after: after.get(table)?.stored ?? 0,
      })),
      matchesKept,
      admitted,
      runsWithFileNames,
      seconds: run.seconds(),
    };
  });
}

function notFound(
  userId: string,
  runsWithFileNames: readonly number[],
): TouchlineError {
  return new TouchlineError(
    "not_found",
    runsWithFileNames.length > 0
      ? `nothing is stored of a user ${userId} but ${describeFileNames(runsWithFileNames)}, which stay`
      : `nothing is stored of a user ${userId}: there never was one, or an erasure has been completed`,
  );
}

/** Rows of a user: those that count, and those on disk, merged or not. */
interface RowCount {
  readonly rows: number;
  readonly stored: number;
}

/** By table; a table that stores none is left out. */
type RowCounts = ReadonlyMap<PublishedTable, RowCount>;

async function countRows(
  store: Store,
  userId: string,
  forgotten: string,
): Promise<RowCounts> {
  const counts = await store.rows<{ table: PublishedTable } & RowCount>(
    statementOf("rows-of-user", { user_id: userId, forgotten }),
  );
  return new Map(
    counts
      .filter(({ stored }) => stored > 0)
      .map(({ table, ...count }) => [table, count]),
  );
}

async function findFileNames(
  store: Store,
  forgotten: string,
): Promise<number[]> {
  const rows = await store.rows<{ runId: number }>(
    statementOf("runs-with-file-names", { forgotten }),
  );
  return rows.map(({ runId }) => runId);
}

/** File names that hold the id, in a phrase. */
export const describeFileNames = (runs: readonly number[]): string =>
  `names of files of run${runs.length > 1 ? "s" : ""} ${runs.join(", ")}`;

/** The tables that name users, in the order of the receipt. */
const COUNTED = [
  "registrations",
  "session_pings",
  "match_events",
  "signed_held_events",
  "signed_rejected_events",
  "signed_registration_data",
  "signed_sessions",
  "signed_matches",
  "summed_session_data",
  "summed_match_data",
  "signed_player_sessions",
  "signed_player_matches",
  "summed_players",
  "signed_leaderboard",
] as const satisfies PublishedTable[];

interface RawTable {
  readonly table: PublishedTable;
  readonly file: string;
  /** Rows of the user in one of these make it change. */
  readonly changedBy: readonly PublishedTable[];
}

/** Stand-ins are registered first; the match events then refer to them. */
const WITH_STAND_INS = ["registrations", "match_events"] as const;

/** In the order in which they are written. */
const RAW_TABLES: readonly RawTable[] = [
  {
    table: "registrations",
    file: "kept-registrations",
    changedBy: WITH_STAND_INS,
  },
  {
    table: "session_pings",
    file: "kept-session-pings",
    changedBy: ["session_pings"],
  },
  {
    table: "match_events",
    file: "kept-match-events",
    changedBy: WITH_STAND_INS,
  },
];

/** The derived tables that change with the raw ones, or name the user. */
function affectedTables(
  raw: readonly PublishedTable[],
  before: RowCounts,
): Set<PublishedTable> {
  const named = [...before.keys()].filter((table) => !raw.includes(table));
  const derived: PublishedTable[] =
    raw.length > 0 ? ["event_ids", "signed_held_events"] : [];
  // A match of other users that an event of the user blocked does not name them.
  if (raw.includes("match_events")) derived.push("signed_matches");
  return withThoseComputedFrom([...named, ...derived]);
}

async function countOne(store: Store, statement: Statement): Promise<number> {
  const [row] = await store.rows<{ count: number }>(statement);
  return Number(row?.count ?? 0);
}

/** One of the statements in this folder. */
const statementOf = (file: string, values: Values): Statement =>
  bindStatement(file, readSql(`upkeep/erase/${file}.sql`), values);
