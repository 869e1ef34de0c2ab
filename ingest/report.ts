import { formatCount } from "./progress.ts";
import { total, type RunSummary } from "./summary.ts";

const EXAMPLE_LENGTH = 60;

/** The summary for a person: the balance, then each reason with an example. */
export function formatSummary(summary: RunSummary): string {
  const { runId, lines, blank, accepted, rejected, admitted, seconds } =
    summary;
  const rejectedLines = total(rejected.map(({ count }) => count));
  const head =
    runId === null ? "Dry run, nothing published" : `Run ${runId} published`;
  const rows = [
    ["lines", formatCount(lines)],
    ["accepted", formatCount(accepted)],
    ["rejected", formatCount(rejectedLines)],
    ["blank", formatCount(blank)],
  ];
  const balance = alignRight(rows).map((row) => `  ${row}`);
  return [
    `${head}: ${formatCount(lines)} lines in ${seconds.toFixed(2)} s (${formatCount(Math.round(lines / seconds))} a second)`,
    ...balance,
    ...(admitted > 0
      ? [`  ${formatCount(admitted)} held events of earlier runs now count.`]
      : []),
    ...(lines > 0 && accepted === 0 && admitted === 0
      ? ["  Nothing new: no line was accepted."]
      : []),
    ...formatRejects(summary),
    "",
  ].join("\n");
}

function formatRejects({ rejected }: RunSummary): string[] {
  if (rejected.length === 0) return [];
  const counts = alignRight(
    rejected.map(({ reason, count }) => [reason, formatCount(count)]),
  );
  return [
    "",
    "  Rejected, with the first line of each reason:",
    ...rejected.map(({ example }, index) => {
      const text = printable(example.text).slice(0, EXAMPLE_LENGTH);
      return `  ${counts[index]}  ${example.file}:${example.line}  ${text}`;
    }),
  ];
}

/** Two columns, the second one of numbers. */
function alignRight(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second] = [width(0), width(1)];
  return rows.map(
    ([name = "", count = ""]) =>
      `${name.padEnd(first)}  ${count.padStart(second)}`,
  );
}

/** A line of anything, safe to show on a terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "�");
}

/** The summary for a program: one JSON object. */
export function toJson(summary: RunSummary): string {
  return JSON.stringify({
    run_id: summary.runId,
    lines: summary.lines,
    blank: summary.blank,
    accepted: summary.accepted,
    rejected: Object.fromEntries(
      summary.rejected.map(({ reason, count }) => [reason, count]),
    ),
    admitted: summary.admitted,
    seconds: Number(summary.seconds.toFixed(3)),
  });
}
