import { expect } from "chai";
import { runCommand } from "../support/command.ts";
import { withFolder } from "../support/folders.ts";
import { startApi, stopApi } from "./start-api.ts";

const SAMPLE = "bench/sample/events.jsonl.gz";

/** Lends an API with the bundled sample in it, and an empty folder. */
export function withSampleApi(
  work: (url: string, folder: string) => Promise<void> | void,
): Promise<void> {
  return withFolder((dataDir) =>
    withFolder(async (folder) => {
      const env = { DATA_DIR: dataDir };
      const ingested = await runCommand(["ingest", SAMPLE], { env });
      expect(ingested.status).to.equal(0);
      const api = await startApi(dataDir);
      try {
        await work(api.url, folder);
      } finally {
        await stopApi(api);
      }
    }),
  );
}
