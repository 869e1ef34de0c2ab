import { basename } from "node:path";
import { formatCount, formatTime, printable } from "../../common/text.ts";
import { total } from "../../common/total.ts";
import { alignColumns } from "../framework/align-columns.ts";
import type { ListedRun } from "../../runs/list-runs.ts";

const FILES_LENGTH = 40;

/** The runs for a person: a row each, and below it why lines were rejected. */
export function formatRuns(runs: readonly ListedRun[]): string {
  if (runs.length === 0) return "No run yet.\n";
  const lines = alignColumns([HEAD, ...runs.map(cells)], NUMBERS);
  const [head = "", ...each] = lines;
  return [
    head,
    ...each.flatMap((line, index) => [line, ...reasons(runs[index])]),
    "",
  ].join("\n");
}

const HEAD = [
  "run",
  "started (UTC)",
  "what",
  "state",
  "lines",
  "accepted",
  "rejected",
  "admitted",
  "seconds",
  "files",
];

/** The columns of numbers. */
const NUMBERS = [
  "run",
  "lines",
  "accepted",
  "rejected",
  "admitted",
  "seconds",
].map((name) => HEAD.indexOf(name));

function cells(run: ListedRun): string[] {
  return [
    String(run.runId),
    formatTime(run.startedAt),
    run.kind,
    printable(run.state),
    formatCount(run.lines),
    formatCount(run.accepted),
    formatCount(total(Object.values(run.rejected))),
    formatCount(run.admitted),
    run.seconds.toFixed(2),
    run.horizon === null
      ? shortenFiles(run.files)
      : `raw events from before ${run.horizon}`,
  ];
}

function reasons(run: ListedRun | undefined): string[] {
  const counts = Object.entries(run?.rejected ?? {}).sort(
    ([, a], [, b]) => b - a,
  );
  if (counts.length === 0) return [];
  const texts = counts.map(
    ([reason, count]) => `${reason} ${formatCount(count)}`,
  );
  return [`      rejected: ${texts.join(", ")}`];
}

/** The first file by its name alone, and how many there are besides. */
function shortenFiles(files: readonly string[]): string {
  const [first, ...others] = files;
  if (first === undefined) return "";
  const name = printable(basename(first));
  const short =
    name.length > FILES_LENGTH ? `…${name.slice(1 - FILES_LENGTH)}` : name;
  return others.length === 0
    ? short
    : `${short} and ${formatCount(others.length)} more`;
}

/** The runs for a program: one JSON array. */
export function runsToJson(runs: readonly ListedRun[]): string {
  return JSON.stringify(
    runs.map((run) => ({
      run_id: run.runId,
      kind: run.kind,
      state: run.state,
      started_at: new Date(run.startedAt).toISOString(),
      files: run.files,
      lines: run.lines,
      blank: run.blank,
      accepted: run.accepted,
      rejected: run.rejected,
      admitted: run.admitted,
      seconds: Number(run.seconds.toFixed(3)),
      horizon: run.horizon,
    })),
  );
}
