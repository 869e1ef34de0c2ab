import { plainName } from "../../clickhouse/schema/tables.ts";
import { LOSS_REMEDY } from "../../runs/loss.ts";
import { formatDay } from "../../common/days.ts";
import { formatCount } from "../../common/format-count.ts";
import type {
  Difference,
  Row,
  TableDifferences,
} from "../../upkeep/derived/compare.ts";
import { isSound, type VerifyReport } from "../../upkeep/verify/verify.ts";

/** What verifying has found, for a person. */
export function formatVerify(report: VerifyReport): string {
  const { differences, repair, loss, seconds } = report;
  const { unbalancedRuns, repeatedIds } = report;
  const verdict = isSound(report)
    ? repair
      ? `All is right now: run ${repair.runId} has put right ${repair.tables.map(plainName).join(", ")}.`
      : `Nothing is wrong: ${report.tables} tables are what the raw events say${exceptFor(report)}.`
    : "The database is not what its raw events say.";
  return [
    ...differences.flatMap(formatTable),
    ...unbalancedRuns.map(
      ({ runId, lines, accepted, rejected, blank }) =>
        `run ${runId}: ${formatCount(lines)} lines, but ${formatCount(accepted)} accepted + ${formatCount(rejected)} rejected + ${formatCount(blank)} blank`,
    ),
    ...(repeatedIds.count > 0
      ? [
          `raw events: ${formatCount(repeatedIds.count)} ids are borne by several: ${repeatedIds.first.join(", ")}`,
        ]
      : []),
    ...(repair && repair.left.length > 0
      ? ["Still wrong after the repair:", ...repair.left.flatMap(formatTable)]
      : []),
    ...(loss === undefined ? [] : [`Lost: ${loss}. Remedy: ${LOSS_REMEDY}.`]),
    `${verdict} (${seconds.toFixed(2)} s)`,
    ...(!repair && loss === undefined && differences.length > 0
      ? ["npx touchline verify --repair computes these tables again."]
      : []),
    "",
  ].join("\n");
}

/** What no raw event tells of any more. */
function exceptFor({ horizon }: VerifyReport): string {
  if (horizon === 0) return "";
  return `; sessions that had ended before ${formatDay(horizon)} are taken as they are`;
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
