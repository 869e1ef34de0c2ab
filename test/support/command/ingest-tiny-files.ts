import { expect } from "chai";
import { sampleProcess, type Sample } from "../../soak/sample-process.ts";
import { buildPing, writeUsual } from "../events/events.ts";
import type { Workspace } from "./lend-workspace.ts";

/** More than such a file has shards. */
const WORKERS = "6";

/** Spaces behind an event, with which a file is worth starting threads for. */
const PADDING = " ".repeat(300_000);

/**
 * Ingests files of one event, a run each, in this process, and returns its
 * resources after each of these numbers of runs, ascending.
 */
export async function ingestTinyFiles(
  workspace: Workspace,
  after: readonly number[],
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const runs = after.at(-1) ?? 0;
  for (let run = 1; run <= runs; run++) {
    const line = writeUsual(buildPing({}, { event_id: run }));
    const file = workspace.write("tiny.jsonl", `${line}${PADDING}`);
    const args = ["--workers", WORKERS, file];
    const { status, stderr } = await workspace.ingest(args);
    expect(status, stderr).to.equal(0);
    if (after.includes(run)) samples.push(sampleProcess(process.pid, run));
  }
  return samples;
}
