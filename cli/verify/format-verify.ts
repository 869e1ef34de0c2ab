import { plainName } from "../../clickhouse/schema/tables.ts";
import { LOSS_REMEDY } from "../../runs/loss.ts";
import { formatDay } from "../../common/days.ts";
import { formatCount } from "../../common/text.ts";
import type {
  Difference,
  Row,
  TableDifferences,
} from "../../runs/derived/compare.ts";
import { isSound, type VerifyReport } from "../../upkeep/verify/verify.ts";

/** What verifying has found, for a person. */
export function formatVerify(report: VerifyReport): string {
  const { differences, repair, loss, seconds } = report;
  const { unbalancedRuns, repeatedIds } = report;
  const verdict = isSound(report)
    ? repair
      ? `Repaired: run ${repair.runId} has rebuilt ${repair.tables.map(plainName).join(", ")}.`
      : `No differences: ${report.tables} tables match the raw events${exceptFor(report)}.`
    : "The database differs from its raw events.";
  return [
    ...differences.flatMap(formatTable),
    ...unbalancedRuns.map(
      ({ runId, lines, accepted, rejected, blank }) =>
        `run ${runId}: ${formatCount(lines)} lines, but ${formatCount(accepted)} accepted + ${formatCount(rejected)} rejected + ${formatCount(blank)} blank`,
    ),
    ...(repeatedIds.count > 0
      ? [
          `raw events: ${formatCount(repeatedIds.count)} ids occur more than once: ${repeatedIds.first.join(", ")}`,
        ]
      : []),
    ...(repair && repair.left.length > 0
      ? ["Still wrong after the repair:", ...repair.left.flatMap(formatTable)]
      : []),
    ...(loss === undefined ? [] : [`Lost: ${loss}. Remedy: ${LOSS_REMEDY}.`]),
    `${verdict} (${seconds.toFixed(2)} s)`,
    ...(repair?.sessionGap
      ? [
          `The session gap is ${repair.sessionGap.now} s now, and was ${repair.sessionGap.before} s.`,
        ]
      : []),
    ...(!repair && loss === undefined && differences.length > 0
      ? ["npx touchline verify --repair computes these tables again."]
      : []),
    "",
  ].join("\n");
}

/** What can no longer be compared with raw events. */
function exceptFor({ horizon }: VerifyReport): string {
  if (horizon === 0) return "";
  return `; sessions that ended before ${formatDay(horizon)} are taken as stored`;
}

function formatTable({ table, count, first }: TableDifferences): string[] {
  const shown = first.length < count ? `, the first ${first.length}` : "";
  return [
    `${plainName(table)}: ${formatCount(count)} wrong${shown}`,
    ...first.flatMap(formatDifference),
    "",
  ];
}

function formatDifference({ key, stored, expected }: Difference): string[] {
  return [
    `  ${formatRow(key)}`,
    `    stored:    ${formatRows(stored)}`,
    `    should be: ${formatRows(expected)}`,
  ];
}

function formatRows(rows: readonly Row[]): string {
  if (rows.length === 0) return "nothing";
  return rows
    .map(({ copies, ...row }) => {
      const times = Number(copies) === 1 ? [] : [`(${String(copies)} times)`];
      return [formatRow(row), ...times].join(" ").trim();
    })
    .join("; ");
}

function formatRow(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(", ");
}

function formatValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
