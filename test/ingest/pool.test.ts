import { setTimeout as sleep } from "node:timers/promises";
import { WorkerPool } from "../../ingest/pool.ts";
import { SeenIds } from "../../ingest/seen-ids.ts";
import type { Shard } from "../../ingest/shard.ts";
import { withFolder } from "../support/folders.ts";

/** So large that threads are started for it. */
const LARGE: Shard = {
  ...{ number: 0, fileNumber: 1, name: "none", path: "none", inputOffset: 0 },
  ...{ start: 0, end: 2 ** 20, identity: { inode: 0, size: 2 ** 20 } },
};

describe("a pool of workers", () => {
  it("may be closed while they come up", () =>
    // The process would end: threads cannot be stopped at every moment.
    withFolder(async (spoolFolder) => {
      const seenIds = await SeenIds.take();
      for (let milliseconds = 10; milliseconds < 80; milliseconds += 4) {
        const pool = new WorkerPool(2, {
          context: { countries: [], now: 0, firstDay: 0, lastDay: 0 },
          timezones: new Map(),
          spoolFolder,
          seenIds,
        });
        const parsed = pool.parse(LARGE).catch(() => undefined);
        await sleep(milliseconds);
        await pool.close();
        await parsed;
      }
      SeenIds.giveBack(seenIds);
    }));
});
