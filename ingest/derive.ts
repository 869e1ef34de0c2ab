import { readHorizon } from "../clickhouse/ledger.ts";
import type { Session } from "../clickhouse/store.ts";
import { StepApplier } from "./derive/apply-steps.ts";
import { RULES, WITH_TEXT } from "./derive/steps.ts";
import type { LateRejects } from "./messages.ts";
import { MATCH, REGISTRATION, SESSION_PING } from "./parse/event.ts";
import { REASONS } from "./parse/reasons.ts";
import type { StageTable } from "./stage-tables.ts";
import type { StagedRun } from "./stage.ts";

/**
 * Applies the rules over several events to a staged run, together with what
 * the database holds, and prepares in the change tables exactly what the run
 * will add. Nothing published changes.
 * @param keepRejects is given the lines of the run that are rejected, by
 * shard, and has put their text into block files when it is done.
 * @returns how many events of earlier runs come to count.
 */
export async function derive(
  session: Session,
  run: StagedRun,
  runId: number,
  keepRejects: (rejects: Map<number, LateRejects>) => Promise<void>,
): Promise<number> {
  const { folder, files, shards } = run;
  const horizon = runId > 1 ? await readHorizon(session) : 0;
  const steps = new StepApplier(session, { runId, horizon, files, shards });
  for (const table of stagedEvents(run)) await steps.load(folder, table);
  await steps.apply(RULES);
  const rejectsLate = steps.has("run_rejected_lines");
  if (rejectsLate) await keepRejects(await readLateRejects(session));
  if (rejectsLate || run.outcomes.some(({ rejected }) => rejected.length > 0))
    await steps.load(folder, "rejected");
  await steps.apply(WITH_TEXT);
  return steps.has("run_held_changes") ? countAdmitted(session) : 0;
}

/** The tables for which the workers have written rows, but for rejects. */
function stagedEvents({ outcomes }: StagedRun): StageTable[] {
  const passed = (type: number) =>
    outcomes.some((outcome) => (outcome.passed[type] ?? 0) > 0);
  const tables: StageTable[] = [];
  if (passed(REGISTRATION)) tables.push("registrations");
  if (passed(SESSION_PING)) tables.push("session_pings");
  if (passed(MATCH)) tables.push("match_events");
  if (outcomes.some((outcome) => outcome.repeatedIds > 0))
    tables.push("repeated_ids");
  return tables;
}

/** The lines that other events reject, by shard. */
async function readLateRejects(
  session: Session,
): Promise<Map<number, LateRejects>> {
  const rows = await session.bytes(
    {
      name: "late-rejects",
      sql: `SELECT position, toUInt8(indexOf({reasons:Array(String)}, reason) - 1)
        FROM run_rejected_lines ORDER BY position`,
      parameters: { reasons: REASONS },
    },
    "RowBinary",
  );
  const byShard = new Map<number, { offsets: number[]; verdicts: number[] }>();
  // A row is the position, little endian, and the verdict.
  for (let at = 0; at < rows.length; at += 9) {
    const shard = rows.readUInt32LE(at + 4);
    let rejects = byShard.get(shard);
    if (!rejects) byShard.set(shard, (rejects = { offsets: [], verdicts: [] }));
    rejects.offsets.push(rows.readUInt32LE(at));
    rejects.verdicts.push(rows.readUInt8(at + 8));
  }
  return new Map(
    [...byShard].map(([shard, { offsets, verdicts }]) => [
      shard,
      {
        offsets: Uint32Array.from(offsets),
        verdicts: Uint8Array.from(verdicts),
      },
    ]),
  );
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
