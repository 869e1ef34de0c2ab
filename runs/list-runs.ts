import type { ReadStore } from "../clickhouse/connection/store.ts";

/** Which part of the ledger to read. */
export interface RunsRequest {
  /** At most so many runs, the newest. */
  readonly limit: number;
}

/** What kind of command made a run. */
export type RunKind = "ingest" | "replay" | "repair" | "erase" | "forget";

/** A run as the ledger has it. */
export interface ListedRun {
  readonly runId: number;
  readonly kind: RunKind;
  /** publishing, done or reported. */
  readonly state: string;
  /** Unix time in milliseconds. */
  readonly startedAt: number;
  /** As named in the command, in their order. */
  readonly files: readonly string[];
  readonly lines: number;
  readonly blank: number;
  readonly accepted: number;
  /** Lines by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Events of earlier runs that came to count. */
  readonly admitted: number;
  readonly seconds: number;
  /** The first day whose raw events a forgetting kept; null for other runs. */
  readonly horizon: string | null;
}

interface Row extends Record<Exclude<keyof ListedRun, "horizon">, unknown> {
  readonly horizon_day: string | null;
}

/** Reads the ledger, the newest run first. */
export async function listRuns(
  store: ReadStore,
  { limit }: RunsRequest,
): Promise<ListedRun[]> {
  const rows = await store.query<Row>({
    name: "list-runs",
    sql: `SELECT
        run_id AS runId,
        multiIf(request IN ('repair', 'erase', 'forget'), request, startsWith(request, 'replay '), 'replay', 'ingest') AS kind,
        state,
        toUnixTimestamp64Milli(started_at) AS startedAt,
        files, lines, blank, accepted, rejected, admitted, seconds,
        if(toUInt16(horizon) = 0, NULL, toString(horizon)) AS horizon_day
      FROM ledger FINAL ORDER BY run_id DESC LIMIT {limit:UInt32}`,
    parameters: { limit },
  });
  return rows.map((row) => ({
    runId: Number(row.runId),
    kind: row.kind as RunKind,
    state: String(row.state),
    startedAt: Number(row.startedAt),
    files: row.files as string[],
    lines: Number(row.lines),
    blank: Number(row.blank),
    accepted: Number(row.accepted),
    rejected: numbers(row.rejected as Record<string, unknown>),
    admitted: Number(row.admitted),
    seconds: Number(row.seconds),
    horizon: row.horizon_day,
  }));
}

/** 64-bit numbers come as texts. */
function numbers(counts: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, Number(count)]),
  );
}
