import { formatCount } from "../../common/text.ts";
import { formatSummary, summaryToObject } from "../ingest/report.ts";
import type { ReplaySummary } from "../../ingest/replay/replay.ts";

/** The summary for a person. */
export function formatReplay(summary: ReplaySummary): string {
  const { lines, clipped, unchanged } = summary;
  const nothing =
    lines === 0
      ? "No rejected line to replay"
      : "Every line is rejected as before, nothing published";
  return [
    formatSummary(summary, { head: unchanged ? nothing : undefined }),
    ...(clipped > 0
      ? [
          `  ${formatCount(clipped)} lines stay rejected as they are: they are longer than what is kept of a line. Ingest their files again.\n`,
        ]
      : []),
  ].join("");
}

/** The summary for a program: one JSON object. */
export function replayToJson(summary: ReplaySummary): string {
  const { clipped } = summary;
  return JSON.stringify({ ...summaryToObject(summary), clipped });
}
