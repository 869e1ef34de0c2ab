import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, readSql } from "../common/package-root.ts";
import type { BlockFiles, Session } from "../clickhouse/store.ts";
import type { Reason } from "./parse/reasons.ts";
import {
  blockFileEnding,
  STAGE_TABLES,
  type StageTable,
} from "./stage-tables.ts";
import type { StagedRun } from "./stage.ts";

const FOLDER = "ingest/derive";

/** The rules over several events, a statement a file, in their order. */
const RULES = readdirSync(join(packageRoot, FOLDER))
  .filter((file) => file.endsWith(".sql"))
  .sort();

/** Rules from here on need the text of the lines that the others reject. */
const FIRST_WITH_TEXT = "50_rejected_events.sql";

/** What the rules over several events made of a run. */
export interface Derivation {
  /** Lines of this run by reason, those that other events reject only. */
  readonly rejected: readonly DerivedRejects[];
  /** Events of earlier runs that come to count. */
  readonly admitted: number;
}

export interface DerivedRejects {
  readonly reason: Reason;
  readonly count: number;
  /** The first line of its kind; see STAGE_TABLES for positions. */
  readonly position: number;
  /** From 0, in its shard. */
  readonly line: number;
}

/**
 * Applies the rules over several events to a staged run, together with what
 * the database holds, and prepares in the change tables exactly what the run
 * will add. Nothing published changes.
 * @param copyRawLines is given the positions of rejected lines, ascending,
 * and has their text when it is done.
 */
export async function derive(
  session: Session,
  run: StagedRun,
  runId: number,
  copyRawLines: (positions: BigUint64Array) => Promise<void>,
): Promise<Derivation> {
  for (const table of STAGED_EVENTS)
    await loadStage(session, run.folder, table);
  await loadShards(session, run);

  const apply = async (file: string): Promise<void> => {
    const sql = readSql(`${FOLDER}/${file}`);
    const parameters = {
      ...(sql.includes("{run_id:") && { run_id: runId }),
      ...(sql.includes("{files:") && { files: run.files }),
    };
    await session.command({ name: file, sql, parameters });
  };
  for (const file of RULES.filter((rule) => rule < FIRST_WITH_TEXT))
    await apply(file);

  await copyRawLines(await rejectedPositions(session));
  await loadStage(session, run.folder, "rejected");
  await loadStage(session, run.folder, "raw_lines");
  for (const file of RULES.filter((rule) => rule >= FIRST_WITH_TEXT))
    await apply(file);

  return summarize(session);
}

const STAGED_EVENTS = [
  "registrations",
  "session_pings",
  "match_events",
  "repeated_ids",
] as const satisfies StageTable[];

async function loadStage(
  session: Session,
  folder: string,
  table: StageTable,
): Promise<void> {
  const files: BlockFiles = { folder, ending: blockFileEnding(table) };
  await session.loadBlocks(`stage_${table}`, STAGE_TABLES[table], files);
}

/** Tells the database where each shard stands in the input. */
async function loadShards(session: Session, run: StagedRun): Promise<void> {
  const rows = run.shards.map(
    ({ number, fileNumber, inputOffset, firstLine, hasOffsets }) =>
      `(${number}, ${fileNumber}, ${inputOffset}, ${firstLine}, ${hasOffsets})`,
  );
  await session.command({
    name: "run-shards",
    sql: `CREATE TEMPORARY TABLE run_shards
      (shard UInt32, file_number UInt32, input_offset UInt64, first_line UInt64, has_offsets Bool)`,
  });
  if (rows.length > 0)
    await session.command({
      name: "run-shards",
      sql: `INSERT INTO run_shards VALUES ${rows.join(", ")}`,
    });
}

async function rejectedPositions(session: Session): Promise<BigUint64Array> {
  const bytes = await session.bytes(
    {
      name: "rejected-positions",
      sql: "SELECT position FROM run_rejected_lines ORDER BY position",
    },
    "RowBinary",
  );
  // A copy starts at an address that 64-bit numbers may have.
  return new BigUint64Array(new Uint8Array(bytes).buffer);
}

async function summarize(session: Session): Promise<Derivation> {
  const rejected = await session.rows<DerivedRejects>({
    name: "rejected-by-reason",
    sql: `SELECT reason, count() AS count, min((lines.position, lines.line)) AS first, first.1 AS position, first.2 AS line
      FROM run_rejected_lines AS lines GROUP BY reason`,
  });
  const [row] = await session.rows<{ admitted: number }>({
    name: "admitted",
    sql: `SELECT count() AS admitted FROM
      (SELECT event_id FROM run_held_changes GROUP BY event_id HAVING sum(sign) < 0)`,
  });
  return { rejected, admitted: Number(row?.admitted ?? 0) };
}
