import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { packageRoot } from "../../../common/package-root.ts";
import { WorkerPool } from "../../../ingest/stage/pool.ts";
import { SeenIds } from "../../../ingest/stage/seen-ids.ts";
import type { Shard } from "../../../ingest/input/shard.ts";
import { withFolder } from "../../support/command/folders.ts";

/** Large enough to start threads for it. */
const LARGE: Shard = {
  ...{ number: 0, fileNumber: 1, name: "none", path: "none", inputOffset: 0 },
  ...{ start: 0, end: 2 ** 24, identity: { inode: 0, size: 2 ** 24 } },
};

/** The files of this package that the process has open; none but on Linux. */
function openFiles(): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(packageRoot) ? [path] : [];
    } catch {
      // The folder itself, which is closed by now.
      return [];
    }
  });
}

describe("a pool of workers", () => {
  it("can be closed while they start or wait, and leaves no file open", () =>
    // The process would end: threads cannot be stopped at every moment.
    withFolder(async (spoolFolder) => {
      const seenIds = await SeenIds.take();
      const before = openFiles();
      for (const milliseconds of [0, 10, 20, 40, 60, 80, 120, 160, 240, 400]) {
        const pool = new WorkerPool(3, {
          context: { countries: [], now: 0, firstDay: 0, lastDay: 0 },
          timezones: new Map(),
          spoolFolder,
          seenIds,
          previewLines: 0,
        });
        const parsed = pool.parse(LARGE).catch(() => undefined);
        await sleep(milliseconds);
        await pool.close();
        await parsed;
      }
      expect(openFiles()).to.deep.equal(before);
      SeenIds.giveBack(seenIds);
    }));
});
