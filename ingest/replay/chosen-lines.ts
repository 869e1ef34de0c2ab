import type { Statement, Writer } from "../../clickhouse/connection/store.ts";
import { readSql } from "../../common/package-root.ts";
import type { Reason } from "../../common/reasons.ts";

/** Which rejected lines to replay. */
export interface Choice {
  readonly reasons: readonly Reason[];
  /** The run whose lines they are; 0 for any. */
  readonly run: number;
}

/** The lines of one file of one run among them. */
export interface ChosenFile {
  readonly sourceRunId: number;
  readonly fileNumber: number;
  readonly name: string;
  readonly lines: number;
}

/** A rejected line as it was read. */
export interface RejectedLine {
  readonly line: number;
  readonly raw: Buffer;
}

/** Text that is read at once, in bytes. */
const PAGE_BYTES = 16 * 1024 * 1024;

/** Lines that are read at once; most files have fewer. */
const PAGE_LINES = 65_536;

const CHOSEN_LINES = readSql("ingest/replay/replayed-lines.sql");

/** The files that have chosen lines, in their order. */
export async function listFiles(
  store: Writer,
  choice: Choice,
): Promise<ChosenFile[]> {
  const rows = await store.rows<Record<keyof ChosenFile, unknown>>({
    ...chosen("replayed-files", choice),
    sql: `SELECT source_run_id AS sourceRunId, file_number AS fileNumber, any(file) AS name, count() AS lines
      FROM (${CHOSEN_LINES}) GROUP BY source_run_id, file_number ORDER BY source_run_id, file_number`,
  });
  return rows.map((row) => ({
    sourceRunId: Number(row.sourceRunId),
    fileNumber: Number(row.fileNumber),
    name: String(row.name),
    lines: Number(row.lines),
  }));
}

/** How many of the lines are stored only in part. */
export async function countClipped(
  store: Writer,
  choice: Choice,
): Promise<number> {
  const [row] = await store.rows<{ lines: number }>({
    ...chosen("clipped-lines", choice, true),
    sql: `SELECT count() AS lines FROM (${CHOSEN_LINES})`,
  });
  return Number(row?.lines ?? 0);
}

/** The chosen lines of a file by their numbers, a page at a time. */
export async function* readLines(
  store: Writer,
  { reasons }: Choice,
  { sourceRunId, fileNumber }: ChosenFile,
): AsyncGenerator<RejectedLine[], void> {
  const of = `source_run_id = {run:UInt32} AND file_number = {file:UInt32} AND line > {after:UInt64}
      AND reason IN {reasons:Array(String)} AND NOT clipped`;
  for (let after = 0; ;) {
    const parameters = { run: sourceRunId, file: fileNumber, after, reasons };
    const [page] = await store.rows<{ last: number }>({
      name: "replayed-page",
      // Lengths are read without the text that they are of.
      sql: `SELECT max(line) AS last FROM
        (
          SELECT line, sum(bytes) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING) - bytes AS before
          FROM (SELECT line, raw_bytes AS bytes FROM signed_rejected_events FINAL WHERE ${of} ORDER BY line LIMIT ${PAGE_LINES})
        )
        WHERE before < ${PAGE_BYTES}`,
      parameters,
    });
    const last = Number(page?.last ?? 0);
    if (last === 0) return;
    const bytes = await store.bytes(
      {
        name: "replayed-lines",
        sql: `SELECT line, toUInt32(length(raw)), raw FROM signed_rejected_events FINAL
          WHERE ${of} AND line <= {last:UInt64} ORDER BY line`,
        parameters: { ...parameters, last },
      },
      "RowBinary",
    );
    yield parseRows(bytes);
    after = last;
  }
}

/** A row is the number, the length, and the text behind its own length. */
function parseRows(bytes: Buffer): RejectedLine[] {
  const lines: RejectedLine[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = Number(bytes.readBigUInt64LE(at));
    const length = bytes.readUInt32LE(at + 8);
    at += 12;
    while ((bytes[at] ?? 0) >= 128) at++;
    at++;
    lines.push({ line, raw: bytes.subarray(at, at + length) });
    at += length;
  }
  return lines;
}

/**
 * Prepares the removal of the chosen lines from where they are.
 * @param files where they are in the run that takes them, in its order.
 * @returns how many of them the run has not rejected for the same reason.
 */
export async function takeLines(
  store: Writer,
  choice: Choice,
  files: readonly ChosenFile[],
  runId: number,
): Promise<number> {
  const { parameters } = chosen("", choice);
  await store.command({
    name: "take-lines",
    sql: `INSERT INTO change_rejected_events
      (source_run_id, file_number, line, reason, file, byte_offset, raw, raw_bytes, run_id, sign)
      SETTINGS optimize_on_insert = 0
      SELECT source_run_id, file_number, line, reason, file, byte_offset, '', 0, {run_id:UInt32}, -1
      FROM (${CHOSEN_LINES})`,
    parameters: { ...parameters, run_id: runId },
  });
  const [row] = await store.rows<{ lines: number }>({
    name: "changed-lines",
    sql: `SELECT count() AS lines FROM
      (
        SELECT replay_file, line, reason FROM
        (
          SELECT if(sign < 0, indexOf({sources:Array(String)}, concat(toString(source_run_id), ':', toString(file_number))), file_number) AS replay_file,
            line, reason, sign
          FROM change_rejected_events
          WHERE sign < 0 AND raw_bytes = 0 AND reason IN {reasons:Array(String)} OR sign > 0 AND source_run_id = {run_id:UInt32}
        )
        GROUP BY replay_file, line, reason
        HAVING sum(sign) < 0
      )`,
    parameters: {
      reasons: choice.reasons,
      run_id: runId,
      sources: files.map(
        ({ sourceRunId, fileNumber }) => `${sourceRunId}:${fileNumber}`,
      ),
    },
  });
  return Number(row?.lines ?? 0);
}

function chosen(
  name: string,
  { reasons, run }: Choice,
  clipped = false,
): Omit<Statement, "sql"> {
  return { name, parameters: { reasons, run, clipped } };
}
