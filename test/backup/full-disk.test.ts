import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { dumpTables } from "../crash/dump-tables.ts";
import { withFolder } from "../support/folders.ts";
import { onServer } from "../support/on-server.ts";
import { withDatabaseIn } from "../support/with-database.ts";
import { begin } from "./begun.ts";

/** Where the command writes to a disk of this size, mounted for it alone. */
const SCRIPT = `mount -t tmpfs -o size=$1 none "$2"; shift 2
  "$@" && status=0 || status=$?; ls -A "$DISK"; exit $status`;

function onSmallDisk(
  size: string,
  disk: string,
  dataDir: string,
  args: readonly string[],
) {
  const asRoot = process.getuid?.() === 0 ? [] : ["-r"];
  const touchline = join(packageRoot, "dist/cli/touchline.cjs");
  const command = [process.execPath, touchline, ...args];
  return spawnSync(
    "unshare",
    [...asRoot, "-m", "sh", "-ec", SCRIPT, "sh", size, disk, ...command],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        CLICKHOUSE_URL: "",
        DATA_DIR: dataDir,
        DISK: disk,
      },
    },
  );
}

describe("backup and restore on a disk that is full", function () {
  this.timeout(120_000);

  it("say so, and leave nothing half done", async function () {
    if (onServer) this.skip();
    const probe = spawnSync("unshare", [
      "-m",
      "mount",
      "-t",
      "tmpfs",
      "none",
      tmpdir(),
    ]);
    if (probe.status !== 0) {
      process.stderr.write("  no small disk can be mounted\n");
      this.skip();
    }
    await withFolder(async (folder) =>
      withFolder(async (disk) => {
        const { backup, later } = await begin(folder);
        const original = join(folder, "original");
        const cut = onSmallDisk("48k", disk, original, [
          "backup",
          join(disk, "backup"),
        ]);
        expect(cut.stderr).to.match(
          /^touchline: the disk of \S+backup is full \(ENOSPC[^\n]*\)\. Make room on it and run the same command again: nothing is lost\n$/m,
        );
        expect(cut.stdout).to.equal("");
        expect(cut.status).to.equal(1);
        await withDatabaseIn(original, async (store) => {
          expect(await dumpTables(store)).to.deep.equal(later);
        });
        const full = onSmallDisk("1500k", disk, join(disk, "restored"), [
          "restore",
          backup,
        ]);
        expect(full.stderr).to.match(
          /^touchline: the disk of \S+restored is full \(.*nothing is lost\n$/m,
        );
        expect(full.status).to.equal(1);
      }),
    );
  });
});
