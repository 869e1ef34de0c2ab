import { readHorizon } from "../clickhouse/ledger.ts";
import { readSql } from "../common/package-root.ts";
import {
  declareColumns,
  type BlockFiles,
  type Columns,
  type Session,
} from "../clickhouse/store.ts";
import { RUN_TABLES, type RunTable } from "./derive/run-tables.ts";
import {
  mayRepeat,
  RULES,
  WITH_TEXT,
  type Occasion,
  type Step,
} from "./derive/steps.ts";
import {
  MOST_DUPLICATES,
  type FoundRejects,
  type RejectedLine,
} from "./keep-rejects.ts";
import { MATCH, REGISTRATION, SESSION_PING } from "./parse/event.ts";
import { REASONS, type Verdict } from "./parse/reasons.ts";
import {
  blockFileEnding,
  STAGE_TABLES,
  STAGED_EVENTS,
  type StageTable,
} from "./stage-tables.ts";
import type { StagedRun } from "./stage.ts";

const FOLDER = "ingest/derive";

/**
 * Applies the rules over several events to a staged run, together with what
 * the database holds, and prepares in the change tables exactly what the run
 * will add. Nothing published changes.
 * @param keepRejects is given the lines of the run that are rejected, and has
 * put their text into block files when it is done.
 * @returns how many events of earlier runs come to count.
 */
export async function derive(
  session: Session,
  run: StagedRun,
  runId: number,
  keepRejects: (found: FoundRejects) => Promise<void>,
): Promise<number> {
  for (const table of STAGED_EVENTS)
    await loadStage(session, run.folder, table);
  const horizon = runId > 1 ? await readHorizon(session) : 0;
  const occasion = occasionOf(run, runId, horizon);
  const rules = RULES.filter(({ when }) => when(occasion));
  for (const name of tablesOf([...rules, ...WITH_TEXT]))
    await createTable(session, name, RUN_TABLES[name]);
  await fillShards(session, run);

  const apply = async (file: string): Promise<void> => {
    const sql = readSql(`${FOLDER}/${file}.sql`);
    const parameters = {
      ...(sql.includes("{run_id:") && { run_id: runId }),
      ...(sql.includes("{files:") && { files: run.files }),
      ...(sql.includes("{horizon:") && { horizon }),
      ...(sql.includes("{most:") && { most: MOST_DUPLICATES }),
    };
    await session.command({ name: file, sql, parameters });
  };
  for (const { file, unlessEmpty } of rules) {
    if (unlessEmpty && (await isEmpty(session, unlessEmpty))) continue;
    await apply(file);
  }
  await keepRejects({
    lines: await readRejectedLines(session),
    duplicates: mayRepeat(occasion)
      ? await countDuplicates(session)
      : new Map(),
  });
  await loadStage(session, run.folder, "rejected");
  for (const { file } of WITH_TEXT) await apply(file);
  return occasion.history ? countAdmitted(session) : 0;
}

function occasionOf(
  { outcomes, knownFiles }: StagedRun,
  runId: number,
  horizon: number,
): Occasion {
  const judged = outcomes.filter(
    ({ shard }) => !knownFiles.has(shard.fileNumber),
  );
  const passed = (type: number) =>
    judged.some((outcome) => (outcome.passed[type] ?? 0) > 0);
  return {
    history: runId > 1,
    horizon: horizon > 0,
    repeatedIds: judged.some((outcome) => outcome.repeatedIds > 0),
    registrations: passed(REGISTRATION),
    sessionPings: passed(SESSION_PING),
    matchEvents: passed(MATCH),
  };
}

/** Read after the rules, whatever they were. */
const ALWAYS: readonly RunTable[] = [
  "run_shards",
  "run_duplicates",
  "run_rejected_lines",
  "run_held_changes",
];

/** The tables of the run that steps read or write: each costs 2 ms. */
function tablesOf(steps: readonly Step[]): RunTable[] {
  const sql = steps.map(({ file }) => readSql(`${FOLDER}/${file}.sql`)).join();
  const named = new Set<string>([
    ...ALWAYS,
    ...(sql.match(/\brun_\w+/g) ?? []),
  ]);
  return (Object.keys(RUN_TABLES) as RunTable[]).filter((name) =>
    named.has(name),
  );
}

async function createTable(
  session: Session,
  name: string,
  columns: Columns,
): Promise<void> {
  const sql = `CREATE TEMPORARY TABLE ${name} (${declareColumns(columns)})`;
  await session.command({ name: "create-run-table", sql });
}

async function loadStage(
  session: Session,
  folder: string,
  table: StageTable,
): Promise<void> {
  const files: BlockFiles = { folder, ending: blockFileEnding(table) };
  await session.loadBlocks(`stage_${table}`, STAGE_TABLES[table], files);
}

/** Tells the database where each shard stands in the input. */
async function fillShards(session: Session, run: StagedRun): Promise<void> {
  if (run.shards.length === 0) return;
  const rows = run.shards.map(
    ({ number, fileNumber, inputOffset, firstLine, hasOffsets }) =>
      `(${number}, ${fileNumber}, ${inputOffset}, ${firstLine}, ${hasOffsets})`,
  );
  await session.command({
    name: "run-shards",
    sql: `INSERT INTO run_shards VALUES ${rows.join(", ")}`,
  });
}

/** The lines that other events reject and that are kept, by shard. */
async function readRejectedLines(
  session: Session,
): Promise<FoundRejects["lines"]> {
  const rows = await session.bytes(
    {
      name: "late-rejects",
      sql: `SELECT position, toUInt8(indexOf({reasons:Array(String)}, reason) - 1)
        FROM run_rejected_lines ORDER BY position`,
      parameters: { reasons: REASONS },
    },
    "RowBinary",
  );
  const byShard = new Map<number, RejectedLine[]>();
  // A row is the position, little endian, and the verdict.
  for (let at = 0; at < rows.length; at += 9) {
    const shard = rows.readUInt32LE(at + 4);
    let lines = byShard.get(shard);
    if (!lines) byShard.set(shard, (lines = []));
    const verdict = rows.readUInt8(at + 8) as Verdict;
    lines.push({ offset: rows.readUInt32LE(at), verdict });
  }
  return byShard;
}

/** How many duplicates each shard has, kept or not. */
async function countDuplicates(
  session: Session,
): Promise<FoundRejects["duplicates"]> {
  const rows = await session.rows<{ shard: number; count: number }>({
    name: "count-duplicates",
    sql: `SELECT toUInt32(bitShiftRight(position, 32)) AS shard, count() AS count
      FROM run_duplicates GROUP BY shard`,
  });
  return new Map(rows.map(({ shard, count }) => [shard, Number(count)]));
}

async function isEmpty(session: Session, table: string): Promise<boolean> {
  const [row] = await session.rows<{ empty: number }>({
    name: "is-empty",
    sql: `SELECT count() = 0 AS empty FROM ${table}`,
  });
  return Boolean(row?.empty);
}

/** Events of earlier runs that come to count. */
async function countAdmitted(session: Session): Promise<number> {
  const [row] = await session.rows<{ admitted: number }>({
    name: "admitted",
    sql: `SELECT count() AS admitted FROM
      (SELECT event_id FROM run_held_changes GROUP BY event_id HAVING sum(sign) < 0)`,
  });
  return Number(row?.admitted ?? 0);
}
