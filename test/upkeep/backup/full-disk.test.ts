import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../common/package-root.ts";
import { dumpTables } from "../../crash/laboratory/dump-tables.ts";
import { withTestStore } from "../../crash/laboratory/site.ts";
import { withFolder } from "../../support/command/folders.ts";
import { asServer, settingsFor } from "../../support/test-engine.ts";
import { begin } from "./begun.ts";

/** For a command that writes to a disk of this size, mounted for it alone. */
const SCRIPT = `mount -t tmpfs -o size=$1 none "$2"; shift 2
  "$@" && status=0 || status=$?; ls -A "$DISK"; exit $status`;

function onSmallDisk(
  size: string,
  disk: string,
  settings: Readonly<Record<string, string>>,
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
      env: { ...process.env, ...settings, DISK: disk },
    },
  );
}

describe("backup and restore on a disk that is full", function () {
  this.timeout(120_000);

  it("report it, and leave nothing half done", async function () {
    if (asServer) this.skip();
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
        const { backup, later, original } = await begin(folder);
        const settings = await settingsFor(original);
        const cut = onSmallDisk("48k", disk, settings, [
          "backup",
          join(disk, "backup"),
        ]);
        expect(cut.stderr).to.match(
          /^touchline: the disk of \S+backup is full \(ENOSPC[^\n]*\)\. Make room on it and run the same command again: nothing is lost\n$/m,
        );
        expect(cut.stdout).to.equal("");
        expect(cut.status).to.equal(1);
        await withTestStore(original, async (store) => {
          expect(await dumpTables(store)).to.deep.equal(later);
        });
        const restored = { DATA_DIR: join(disk, "restored") };
        const full = onSmallDisk("1500k", disk, restored, ["restore", backup]);
        expect(full.stderr).to.match(
          /^touchline: the disk of \S+restored is full \(.*nothing is lost\n$/m,
        );
        expect(full.status).to.equal(1);
      }),
    );
  });
});
