import type { Run } from "../../runs/perform-run.ts";
import type { Session } from "../../clickhouse/connection/store.ts";
import { allEnded } from "../../common/all-ended.ts";
import { total } from "../../common/total.ts";
import { StepApplier } from "./apply-steps.ts";
import { findSparsePings, type SparsePings } from "./sparse-pings.ts";
import { RULES, WITH_TEXT } from "./steps.ts";
import type { FoundRejects, RejectedLine } from "../stage/keep-rejects.ts";
import { MATCH, REGISTRATION, SESSION_PING } from "../parse/event.ts";
import { REASONS, type Reason } from "../../common/reasons.ts";
import type { StageTable } from "../stage/stage-tables.ts";
import type { StagedRun } from "../stage/stage.ts";

/** What is known of a run only after the rules over several events. */
interface Derived {
  /** Events of earlier runs that begin to count. */
  readonly admitted: number;
  /** For each reason of a held event of this run, the detail of the first line. */
  readonly heldDetails: ReadonlyMap<Reason, string>;
  readonly sparsePings: SparsePings | undefined;
}

/**
 * Applies the rules over several events to a staged run, together with what
 * the database holds, and prepares in the change tables exactly what the run
 * will add. Nothing published changes.
 * @param keepRejects receives the rejected lines of the run, and writes their
 * text into block files.
 * @param eventsPerSlice larger runs derive players and matches slice by slice; the
 * default takes some 400 MB at once.
 */
export async function derive(
  session: Session,
  run: StagedRun,
  { runId, horizon, sessionGap }: Pick<Run, "runId" | "horizon" | "sessionGap">,
  keepRejects: (found: FoundRejects) => Promise<void>,
  eventsPerSlice?: number,
): Promise<Derived> {
  const { folder, files, shards, outcomes } = run;
  const events = total(outcomes.flatMap(({ passed }) => passed));
  const steps = new StepApplier(session, {
    ...{ runId, horizon, sessionGap, files, shards, events, eventsPerSlice },
  });
  for (const table of stagedEvents(run)) await steps.load(folder, table);

  const [, heldDetails, admitted, sparsePings] = await allEnded([
    steps.apply(RULES),
    addRejectedLines(session, steps, run, keepRejects).then(() =>
      readHeldDetails(session, steps, runId),
    ),
    countAdmitted(session, steps),
    findSparsePings(session, steps, sessionGap),
  ]);
  return { admitted, heldDetails, sparsePings };
}

/** The tables for which the workers have written rows, but for rejects. */
function stagedEvents({ outcomes, knownFiles }: StagedRun): StageTable[] {
  const judged = outcomes.filter(
    ({ shard }) => !knownFiles.has(shard.fileNumber),
  );
  const passed = (type: number) =>
    judged.some((outcome) => (outcome.passed[type] ?? 0) > 0);
  const tables: StageTable[] = [];
  if (passed(REGISTRATION)) tables.push("registrations");
  if (passed(SESSION_PING)) tables.push("session_pings");
  if (passed(MATCH)) tables.push("match_events");
  if (judged.some((outcome) => outcome.repeatedIds > 0))
    tables.push("repeated_ids");
  return tables;
}

/** Adds the rejected lines of a run, once all of them are known. */
async function addRejectedLines(
  session: Session,
  steps: StepApplier,
  { folder, outcomes, knownFiles }: StagedRun,
  keepRejects: (found: FoundRejects) => Promise<void>,
): Promise<void> {
  const rejectsLate =
    (await steps.has("run_rejected_lines")) || knownFiles.size > 0;
  if (rejectsLate) await keepRejects(await findRejects(session, steps));
  if (rejectsLate || outcomes.some(({ rejected }) => rejected.length > 0))
    await steps.load(folder, "rejected");
  await steps.apply(WITH_TEXT);
}

/** The lines of unknown files that the rules reject. */
async function findRejects(
  session: Session,
  steps: StepApplier,
): Promise<FoundRejects> {
  const [lines, duplicates] = await allEnded([
    readRejectedLines(session, steps),
    countDuplicates(session, steps),
  ]);
  return { lines, duplicates };
}

/** The lines that other events reject and that are kept, by shard. */
async function readRejectedLines(
  session: Session,
  steps: StepApplier,
): Promise<FoundRejects["lines"]> {
  if (!(await steps.has("run_rejected_lines"))) return new Map();
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
    const verdict = rows.readUInt8(at + 8);
    lines.push({ offset: rows.readUInt32LE(at), verdict });
  }
  return byShard;
}

/** How many duplicates each shard has, kept or not. */
async function countDuplicates(
  session: Session,
  steps: StepApplier,
): Promise<FoundRejects["duplicates"]> {
  if (!(await steps.has("run_duplicates"))) return new Map();
  const rows = await session.rows<{ shard: number; count: number }>({
    name: "count-duplicates",
    sql: `SELECT toUInt32(bitShiftRight(position, 32)) AS shard, count() AS count
      FROM run_duplicates GROUP BY shard`,
  });
  return new Map(rows.map(({ shard, count }) => [shard, Number(count)]));
}

/** Events of earlier runs that begin to count. */
async function countAdmitted(
  session: Session,
  steps: StepApplier,
): Promise<number> {
  if (!(await steps.has("run_held_changes"))) return 0;
  const [row] = await session.rows<{ admitted: number }>({
    name: "admitted",
    sql: `SELECT count() AS admitted FROM
      (SELECT event_id FROM run_held_changes GROUP BY event_id HAVING sum(sign) < 0)`,
  });
  return Number(row?.admitted ?? 0);
}

async function readHeldDetails(
  session: Session,
  steps: StepApplier,
  runId: number,
): Promise<Derived["heldDetails"]> {
  if (!(await steps.has("run_held"))) return new Map();
  const rows = await session.rows<{ reason: Reason; first: string }>({
    name: "held-details",
    sql: `SELECT reason, argMin(detail, (file_number, line)) AS first FROM change_rejected_events
      WHERE source_run_id = {run_id:UInt32} AND sign > 0 GROUP BY reason`,
    parameters: { run_id: runId },
  });
  return new Map(rows.map(({ reason, first }) => [reason, first]));
}
