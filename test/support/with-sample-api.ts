import { expect } from "chai";
import { Workspace } from "./command/lend-workspace.ts";
import { startApiHere } from "./start-api.ts";

const SAMPLE = "bench/sample/events.jsonl.gz";

/** Lends an API with the bundled sample in it, and an empty folder. */
export async function withSampleApi(
  work: (url: string, folder: string) => Promise<void> | void,
): Promise<void> {
  const workspace = new Workspace();
  try {
    expect((await workspace.ingest([SAMPLE])).status).to.equal(0);
    const api = await startApiHere(await workspace.settings());
    try {
      await work(api.url, workspace.folder);
    } finally {
      await api.stop();
    }
  } finally {
    await workspace.remove();
  }
}
