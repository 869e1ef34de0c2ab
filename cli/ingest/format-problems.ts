import { relative } from "node:path";
import { formatCount, printable } from "../../common/text.ts";
import type { RunSummary } from "../../ingest/summary.ts";
import { alignColumns } from "../framework/align-columns.ts";
import { ADVICE } from "./advice.ts";

/**
 * The reasons of rejected lines, the most frequent first: how many lines each
 * has, the first one with its detail, frequent values, and what to do.
 */
export function formatProblems({ rejected }: RunSummary): string[] {
  if (rejected.length === 0) return [];
  const problems = [...rejected].sort((a, b) => b.count - a.count);
  const counts = alignColumns(
    problems.map(({ reason, count }) => [reason, formatCount(count)]),
    [1],
  );
  return [
    "",
    "  Rejected, most frequent first, with the first line of each:",
    ...problems.flatMap(({ reason, example, values }, index) => [
      example
        ? `  ${counts[index]}  ${nameFile(example.file)}:${example.line}  ${printable(example.detail)}`
        : `  ${counts[index]}`,
      ...(values.length > 1
        ? [
            `      ${values.map(({ value, lines }) => `${value} ${formatCount(lines)}`).join(", ")}`,
          ]
        : []),
      `      ${ADVICE[reason]}`,
    ]),
  ];
}

/** How the first lines of a file were understood. */
export function formatPreview({ preview }: RunSummary): string[] {
  if (!preview || preview.lines.length === 0) return [];
  const { file, lines } = preview;
  const rows = alignColumns(
    [
      ["line", "event", "time (UTC)", "user", "what"],
      ...lines.map(({ line, event }) =>
        event
          ? [String(line), event.type, event.time, event.user, event.what]
          : [String(line), "", "", "", ""],
      ),
    ],
    [0],
  );
  return [
    "",
    `  The first lines of ${nameFile(file)}, as they were understood:`,
    ...rows.map((row, index) => {
      const rejected = lines[index - 1]?.rejected;
      if (!rejected) return `  ${printable(row)}`;
      const { reason, detail } = rejected;
      const why = detail === "" ? reason : `${reason}: ${detail}`;
      return `  ${printable(`${row}  ${why}`)}`;
    }),
  ];
}

/** A file as one would name it from here. */
function nameFile(path: string): string {
  const fromHere = relative(process.cwd(), path);
  const near = path.startsWith("/") && !fromHere.startsWith("..");
  return printable(near ? fromHere : path);
}
