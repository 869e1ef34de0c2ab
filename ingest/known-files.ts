import { rmSync } from "node:fs";
import { join } from "node:path";
import { readContents } from "../runs/ledger.ts";
import type { Store } from "../clickhouse/connection/store.ts";
import { total } from "../common/total.ts";
import { blockFileName, STAGED_EVENTS } from "./stage/stage-tables.ts";
import type { StagedRun } from "./stage/stage.ts";

/**
 * Finds the files that an earlier run has read, byte for byte and with the same
 * settings. All their events are duplicates, so they are removed from the stage
 * before the rules are applied.
 * @param contents the hash of each file's content; empty to find no known files.
 */
export async function leaveOutKnownFiles(
  store: Store,
  staged: StagedRun,
  contents: readonly string[],
): Promise<StagedRun> {
  if (contents.length === 0) return staged;
  const known = await readContents(store, contents);
  const passed = passedByFile(staged);
  const knownFiles = new Set<number>();
  contents.forEach((content, index) => {
    const events = passed[index] ?? 0;
    const before = known.get(content);
    // Fewer may pass when the clock was set back, and more as time goes on:
    // those were rejected for their time, and are new.
    if (before !== undefined && events <= before) knownFiles.add(index + 1);
  });
  for (const { number, fileNumber } of staged.shards) {
    if (!knownFiles.has(fileNumber)) continue;
    for (const table of STAGED_EVENTS)
      rmSync(join(staged.folder, blockFileName("parse", number, table)), {
        force: true,
      });
  }
  return { ...staged, knownFiles };
}

/** How many events passed in each content, for the ledger. */
export function passedByContent(
  staged: StagedRun,
  contents: readonly string[],
): Record<string, number> {
  const passed = passedByFile(staged);
  return Object.fromEntries(
    contents
      .map((content, index) => [content, passed[index] ?? 0] as const)
      .filter(([, events]) => events > 0),
  );
}

/** How many events of each file passed the rules on one event. */
function passedByFile({ files, outcomes }: StagedRun): number[] {
  const passed = files.map(() => 0);
  for (const { shard, passed: byType } of outcomes) {
    const index = shard.fileNumber - 1;
    passed[index] = (passed[index] ?? 0) + total(byType);
  }
  return passed;
}
