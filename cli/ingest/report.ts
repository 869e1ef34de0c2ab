import { BUNDLED_TIMEZONES } from "../../common/countries/bundled-timezones.ts";
import { formatCount, printable } from "../../common/text.ts";
import { LONGEST_SESSION_GAP } from "../../common/settings/config.ts";
import { total } from "../../common/total.ts";
import { alignColumns } from "../framework/align-columns.ts";
import { formatPreview, formatProblems } from "./format-problems.ts";
import { countByReason, type RunSummary } from "../../ingest/summary.ts";

/** How a summary is shown. */
interface Showing {
  /** What stands before the number of lines. */
  readonly head?: string | undefined;
  readonly isTerminal?: boolean | undefined;
}

/**
 * The summary for a person: the balance, how the first lines of a dry run were
 * understood if there is a terminal to see it, and the problems.
 */
export function formatSummary(
  summary: RunSummary,
  { head = headOf(summary), isTerminal = false }: Showing = {},
): string {
  const { lines, blank, accepted, rejected, admitted, seconds } = summary;
  const { timezones } = summary;
  const rejectedLines = total(rejected.map(({ count }) => count));
  const rows = [
    ["lines", formatCount(lines)],
    ["accepted", formatCount(accepted)],
    ["rejected", formatCount(rejectedLines)],
    ["blank", formatCount(blank)],
  ];
  const balance = alignColumns(rows, [1]).map((row) => `  ${row}`);
  return [
    `${head}: ${formatCount(lines)} lines in ${seconds.toFixed(2)} s (${formatCount(Math.round(lines / seconds))} a second)`,
    ...balance,
    `  Time zones: ${timezones === BUNDLED_TIMEZONES ? "the bundled file" : printable(timezones)}`,
    ...(admitted > 0
      ? [`  ${formatCount(admitted)} held events of earlier runs now count.`]
      : []),
    ...(lines > 0 && accepted === 0 && admitted === 0
      ? ["  Nothing new: no line was accepted."]
      : []),
    ...formatSparsePings(summary),
    ...(isTerminal ? formatPreview(summary) : []),
    ...formatProblems(summary),
    "",
  ].join("\n");
}

function headOf({ runId, repeated }: RunSummary): string {
  if (runId === null) return "Dry run, nothing published";
  if (repeated)
    return `Run ${runId} was published already, by this command before it was cut off`;
  return `Run ${runId} published`;
}

/** Pings further apart than the session gap: each is a session of 0 s. */
function formatSparsePings({ sparsePings }: RunSummary): string[] {
  if (!sparsePings) return [];
  const { singlePing, sessions, distance, sessionGap } = sparsePings;
  const longer = Math.min(Math.ceil(1.5 * distance), LONGEST_SESSION_GAP);
  return [
    `  Warning: ${formatCount(singlePing)} of ${formatCount(sessions)} sessions have a single ping, so they last 0 s.`,
    `  A player's pings are typically ${formatCount(distance)} s apart, and the session gap (SESSION_GAP)`,
    `  is ${formatCount(sessionGap)} s. If the game pings this rarely, compute all sessions with a longer gap:`,
    `  npx touchline verify --repair --session-gap ${longer}`,
  ];
}

/** The summary for a program: one JSON object. */
export function toJson(summary: RunSummary): string {
  return JSON.stringify(summaryToObject(summary));
}

export function summaryToObject(summary: RunSummary) {
  return {
    run_id: summary.runId,
    lines: summary.lines,
    blank: summary.blank,
    accepted: summary.accepted,
    rejected: countByReason(summary.rejected),
    admitted: summary.admitted,
    seconds: Number(summary.seconds.toFixed(3)),
    examples: Object.fromEntries(
      summary.rejected.flatMap(({ reason, example, values }) =>
        example ? [[reason, { ...example, values }]] : [],
      ),
    ),
  };
}
