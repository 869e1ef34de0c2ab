import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "../../../clickhouse/connection/store.ts";
import type { RunObserver } from "../../../runs/run-progress.ts";
import { runIngest } from "../../../ingest/run.ts";
import type { RunRequest } from "../../../ingest/run-request.ts";
import type { RunSummary } from "../../../ingest/summary.ts";
import { withFolder } from "./folders.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../season/cast.ts";

/** Ignores the events of a run. */
export const SILENT: RunObserver = () => undefined;

/** The signal of a run that is never cancelled. */
export const NEVER = new AbortController().signal;

/** A request as the command makes it, for the zones and clock of the tests. */
export function requestFor(
  folder: string,
  files: readonly string[],
  changes: Partial<RunRequest> = {},
): RunRequest {
  const timezones = join(folder, "timezones.jsonl");
  const lines = [...SEASON_COUNTRIES].map(([country, timezone]) =>
    JSON.stringify({ country, timezone }),
  );
  writeFileSync(timezones, `${lines.join("\n")}\n`);
  return {
    files,
    timezones,
    firstDay: 0,
    lastDay: Infinity,
    workers: 1,
    dryRun: false,
    // Files of nothing but broken lines are judged like any other.
    maxRejected: { share: 1 },
    now: SEASON_NOW * 1000,
    ...changes,
  };
}

/** Ingests files of these contents, in this order, as one run. */
export async function ingestContents(
  store: Store,
  contents: readonly Uint8Array[],
  changes: Partial<RunRequest> = {},
): Promise<RunSummary> {
  return withFolder((folder) => {
    const files = contents.map((content, index) => {
      const path = join(folder, `${index}.jsonl`);
      writeFileSync(path, content);
      return path;
    });
    const request = requestFor(folder, files, changes);
    return runIngest(store, request, SILENT, NEVER);
  });
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff");

/**
 * The lines as the content of a file. Where the first one begins with a byte
 * order mark, the file has one of its own before it, which is passed over.
 */
export function asFile(lines: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(
    lines.flatMap((line) => [line, Buffer.from("\n")]),
  );
  return content.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? Buffer.concat([BYTE_ORDER_MARK, content])
    : content;
}
