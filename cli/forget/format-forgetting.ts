import { formatDay } from "../../common/days.ts";
import { formatCount } from "../../common/text.ts";
import { alignColumns } from "../framework/align-columns.ts";
import type { Forgetting } from "../../upkeep/forget/forget.ts";

/** What a forgetting has done, for a person. */
export function formatForgetting(forgetting: Forgetting): string {
  const { runId, dryRun, changes } = forgetting;
  if (!changes) return `${describeNothing(forgetting)}\n`;
  if (forgetting.reopened)
    return `Run ${runId} has moved the horizon back: session pings from ${formatDay(forgetting.horizon)} on are accepted again. Those that were rejected as outside_retention have to be sent again.\n`;
  const { horizon, sessionPings, heldPings, rejectedLines } = forgetting;
  const rows = [
    ["session pings", formatCount(sessionPings)],
    ["rejected lines", formatCount(rejectedLines)],
  ];
  const before = `the raw events from before ${formatDay(horizon)}`;
  return [
    dryRun
      ? `Dry run, nothing forgotten. Of ${before} would go:`
      : `Run ${runId} has forgotten ${before} (${forgetting.seconds.toFixed(2)} s):`,
    ...alignColumns(rows, [1]).map((row) => `  ${row}`),
    ...(heldPings > 0
      ? [
          `  ${formatCount(heldPings)} of the pings were held, and will never count.`,
        ]
      : []),
    "",
  ].join("\n");
}

function describeNothing({ horizon }: Forgetting): string {
  const why =
    horizon === 0
      ? "no raw events were ever forgotten, and none are due"
      : `raw events stay from ${formatDay(horizon)} on`;
  return `Nothing to forget: ${why}.`;
}

/** The same in one sentence. */
export function formatForgotten(forgetting: Forgetting): string {
  const { runId, horizon, sessionPings, rejectedLines } = forgetting;
  return `Run ${runId} has forgotten the raw events from before ${formatDay(horizon)}: ${formatCount(sessionPings)} session pings, ${formatCount(rejectedLines)} rejected lines.`;
}

/** The same for a program: one JSON object. */
export function forgettingToJson(forgetting: Forgetting): string {
  const { runId, horizon, sessionPings, heldPings, rejectedLines } = forgetting;
  return JSON.stringify({
    run_id: runId,
    horizon: horizon === 0 ? null : formatDay(horizon),
    session_pings: sessionPings,
    held_pings: heldPings,
    rejected_lines: rejectedLines,
    seconds: Number(forgetting.seconds.toFixed(3)),
  });
}
