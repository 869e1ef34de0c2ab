import { isDeepStrictEqual } from "node:util";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../../generate/random.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { runIngest } from "../../../ingest/run.ts";
import { countByReason } from "../../../ingest/summary.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { pick, type Draw } from "../../support/events/draw.ts";
import { withFolder } from "../../support/command/folders.ts";
import { requestFor, SILENT } from "../../support/command/ingest-lines.ts";
import { runOracle, type OracleState } from "../../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import type { CaseOutcome } from "../try-cases.ts";
import { drawInput, type DrawnFile } from "./draw-input.ts";

const STREAM = 8;
const RAW_BYTES = 64 * 1024;

/**
 * Ingests files of damaged lines and noise as one run, cut into shards of any
 * size, and compares the balance, the tables and each rejected line with the
 * documented rules.
 */
export async function fuzzRun(
  store: Store,
  seed: number,
  number: number,
): Promise<CaseOutcome> {
  const random = new Random(seed + number * 2 ** 32, STREAM);
  const draw: Draw = (below) => random.below(below);
  const files = drawInput(draw);
  const shardBytes = 1 + draw(pick(draw, [16, 500, 5_000, 100_000]));
  const workers = 1 + draw(2);
  const ends = files.map(({ lines }) => lines.length);
  const counts = { runs: 1, lines: ends.reduce((a, b) => a + b, 0) };
  await emptyDatabase(store);
  try {
    const differences = await ingestAndCompare(store, files, {
      shardBytes,
      workers,
    });
    const names = files.map(({ name }) => name).join(" ");
    return {
      counts,
      mismatches: differences.map(
        (text) => `${names} in shards of ${shardBytes} bytes: ${text}`,
      ),
    };
  } catch (error) {
    const refused =
      error instanceof TouchlineError && error.kind === "input_failed";
    if (!refused || !files.some(({ cut }) => cut)) throw error;
    return { counts: { ...counts, "refused runs": 1 }, mismatches: [] };
  }
}

async function ingestAndCompare(
  store: Store,
  files: readonly DrawnFile[],
  changes: { readonly shardBytes: number; readonly workers: number },
): Promise<string[]> {
  const summary = await withFolder((folder) => {
    const paths = files.map(({ name, content }) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    });
    const request = requestFor(folder, paths, changes);
    return runIngest(store, request, SILENT, new AbortController().signal);
  });
  // It was cut between its values: it has fewer lines, and the run is whole.
  if (files.some(({ cut }) => cut)) return [];
  const lines = files.flatMap((file) => file.lines.map(({ bytes }) => bytes));
  const expected = runOracle(lines, {
    countries: SEASON_COUNTRIES,
    now: SEASON_NOW,
  });
  return [
    ...compare("summary", countsOf(summary), {
      lines: lines.length,
      blank: expected.blank,
      accepted: expected.accepted,
      rejected: expected.rejectedByReason,
    }),
    ...compareStates(inOrder(await readState(store)), inOrder(expected)),
    ...compareLists(
      "rejected line",
      await readRejected(store),
      expectRejected(files, expected),
    ),
  ];
}

function countsOf(summary: Awaited<ReturnType<typeof runIngest>>): object {
  const { lines, blank, accepted, rejected } = summary;
  return { lines, blank, accepted, rejected: countByReason(rejected) };
}

/** The expected rows of rejected_events for each line, as text. */
function expectRejected(
  files: readonly DrawnFile[],
  { verdicts }: OracleState,
): string[] {
  const rows: string[] = [];
  let index = 0;
  files.forEach(({ lines, documents }, fileIndex) => {
    lines.forEach(({ bytes, at }, lineIndex) => {
      const verdict = verdicts[index++];
      if (verdict === "accepted" || verdict === "blank") return;
      const text = bytes.subarray(0, RAW_BYTES).toString("hex");
      rows.push(
        [
          ...[fileIndex + 1, lineIndex + 1, verdict, at],
          // An element is formatted anew.
          ...(documents ? [] : [text, bytes.length]),
        ].join(" "),
      );
    });
  });
  return rows;
}

async function readRejected(store: Store): Promise<string[]> {
  const rows = await store.rows<{
    file: string;
    file_number: number;
    line: number;
    reason: string;
    byte_offset: number;
    raw: string;
    raw_bytes: number;
  }>({
    name: "rejected-lines",
    sql: `SELECT file, file_number, toUInt32(line) AS line, reason, toUInt32(byte_offset) AS byte_offset,
        lower(hex(raw)) AS raw, toUInt32(raw_bytes) AS raw_bytes
      FROM rejected_events`,
  });
  return rows.map((row) =>
    [
      ...[row.file_number, row.line, row.reason, row.byte_offset],
      ...(/\.json(\.gz)?$/.test(row.file) ? [] : [row.raw, row.raw_bytes]),
    ].join(" "),
  );
}

function compareStates(
  actual: Record<string, unknown>,
  expected: Record<string, unknown>,
): string[] {
  return Object.keys(expected).flatMap((name) => {
    const [found, wanted] = [actual[name], expected[name]];
    return Array.isArray(found) && Array.isArray(wanted)
      ? compareLists(name, found as string[], wanted as string[])
      : compare(name, found, wanted);
  });
}

function compare(what: string, actual: unknown, expected: unknown): string[] {
  return isDeepStrictEqual(actual, expected)
    ? []
    : [
        `${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`,
      ];
}

function compareLists(
  what: string,
  actual: readonly string[],
  expected: readonly string[],
): string[] {
  const found = new Set(actual);
  const wanted = new Set(expected);
  const clip = (text: string) => text.slice(0, 600);
  return [
    ...[...found]
      .filter((text) => !wanted.has(text))
      .map((text) => `${what} too many: ${clip(text)}`),
    ...[...wanted]
      .filter((text) => !found.has(text))
      .map((text) => `${what} missing: ${clip(text)}`),
    ...(found.size === wanted.size && actual.length !== expected.length
      ? [`${actual.length} of ${what}, expected ${expected.length}`]
      : []),
  ];
}
