import type { Run } from "../../runs/perform-run.ts";
import type { Session } from "../../clickhouse/connection/store.ts";
import { StepApplier } from "./apply-steps.ts";
import { findSparsePings, type SparsePings } from "./sparse-pings.ts";
import { RULES, WITH_TEXT } from "./steps.ts";
import type { FoundRejects, RejectedLine } from "../stage/keep-rejects.ts";
import { MATCH, REGISTRATION, SESSION_PING } from "../parse/event.ts";
import { total } from "../../common/total.ts";
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
  const { folder, files, shards } = run;
  const steps = new StepApplier(session, {
    ...{ runId, horizon, sessionGap, files, shards, eventsPerSlice },
    events: total(run.outcomes.flatMap(({ passed }) => passed)),
  });
  for (const table of stagedEvents(run)) await steps.load(folder, table);
  await steps.apply(RULES);
  const rejectsLate =
    steps.has("run_rejected_lines") || run.knownFiles.size > 0;
  if (rejectsLate) await keepRejects(await findRejects(session, steps));
  if (rejectsLate || run.outcomes.some(({ rejected }) => rejected.length > 0))
    await steps.load(folder, "rejected");
  await steps.apply(WITH_TEXT);
  return {
    admitted: steps.has("run_held_changes") ? await countAdmitted(session) : 0,
    heldDetails: steps.has("run_held")
      ? await readHeldDetails(session, runId)
      : new Map(),
    sparsePings: steps.has("change_sessions")
      ? await findSparsePings(session, sessionGap)
      : undefined,
  };
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

/** The lines of unknown files that the rules reject. */
async function findRejects(
  session: Session,
  steps: StepApplier,
): Promise<FoundRejects> {
  return {
    lines: steps.has("run_rejected_lines")
      ? await readRejectedLines(session)
      : new Map(),
    duplicates: steps.has("run_duplicates")
      ? await countDuplicates(session)
      : new Map(),
  };
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
    const verdict = rows.readUInt8(at + 8);
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

/** Events of earlier runs that begin to count. */
async function countAdmitted(session: Session): Promise<number> {
  const [row] = await session.rows<{ admitted: number }>({
    name: "admitted",
    sql: `SELECT count() AS admitted FROM
      (SELECT event_id FROM run_held_changes GROUP BY event_id HAVING sum(sign) < 0)`,
  });
  return Number(row?.admitted ?? 0);
}

async function readHeldDetails(
  session: Session,
  runId: number,
): Promise<Derived["heldDetails"]> {
  const rows = await session.rows<{ reason: Reason; first: string }>({
    name: "held-details",
    sql: `SELECT reason, argMin(detail, (file_number, line)) AS first FROM change_rejected_events
      WHERE source_run_id = {run_id:UInt32} AND sign > 0 GROUP BY reason`,
    parameters: { run_id: runId },
  });
  return new Map(rows.map(({ reason, first }) => [reason, first]));
}
