import type { Manifest } from "../../upkeep/backup/manifest.ts";
import { formatCount } from "../../common/text.ts";

/** What a backup holds, in a phrase. */
export function describeManifest(manifest: Manifest): string {
  const { rows, bytes } = sums(manifest);
  return `${formatCount(rows)} rows in ${formatBytes(bytes)}, as of ${describeRun(manifest)}`;
}

const describeRun = ({ last }: Manifest): string =>
  last ? `run ${last.runId}` : "before any run";

/** The same for a program: one JSON object. */
export function manifestToJson(manifest: Manifest, seconds: number): string {
  return JSON.stringify({
    run_id: manifest.last?.runId ?? null,
    schema: manifest.schema,
    taken_at: manifest.takenAt,
    ...sums(manifest),
    seconds: Number(seconds.toFixed(3)),
  });
}

const formatBytes = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;

function sums({ tables }: Manifest): { rows: number; bytes: number } {
  const total = (of: "rows" | "bytes") =>
    tables.reduce((sum, table) => sum + table[of], 0);
  return { rows: total("rows"), bytes: total("bytes") };
}
