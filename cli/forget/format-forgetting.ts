import { formatDay } from "../../common/days.ts";
import { formatCount } from "../../common/format-count.ts";
import type { Forgetting } from "../../upkeep/forget/forget.ts";

/** What a forgetting has done, for a person. */
export function formatForgetting(forgetting: Forgetting): string {
  const { runId, dryRun, changes } = forgetting;
  if (!changes) return `${describeNothing(forgetting)}\n`;
  if (forgetting.reopened)
    return `Run ${runId} has moved the horizon back: session pings from ${formatDay(forgetting.horizon)} on are taken again, also those that were rejected as outside_retention, when they are sent again.\n`;
  const { horizon, sessionPings, heldPings, rejectedLines } = forgetting;
  const counts = [sessionPings, rejectedLines].map(formatCount);
  const width = Math.max(...counts.map(({ length }) => length));
  const [pings = "", lines = ""] = counts.map((count) => count.padStart(width));
  const before = `the raw events from before ${formatDay(horizon)}`;
  return [
    dryRun
      ? `Dry run, nothing forgotten. Of ${before} would go:`
      : `Run ${runId} has forgotten ${before} (${forgetting.seconds.toFixed(2)} s):`,
    `  session pings   ${pings}`,
    `  rejected lines  ${lines}`,
    ...(heldPings > 0
      ? [
          `  ${formatCount(heldPings)} of the pings are held: they will not come to count any more.`,
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
