import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { withFolder } from "../support/command/folders.ts";
import {
  READING,
  STEPS_OF_PUBLISHING,
  TABLE_LOST,
  type FullDiskResult,
} from "./full-disk-results.ts";

const PROGRAM = join(import.meta.dirname, "fill-a-disk.js");

/** Runs a shell command where it may mount, invisibly to others. */
function mounting(command: string, ...args: string[]) {
  const asRoot = process.getuid?.() === 0 ? [] : ["-r"];
  return spawnSync(
    "unshare",
    [...asRoot, "-m", "sh", "-ec", command, "sh", ...args],
    { encoding: "utf8" },
  );
}

const MOUNT = 'mount -t tmpfs -o size=48m none "$1"';

/** Describes commands on a full disk, which runs meet before these steps. */
export function describeFullDisk(steps: readonly string[]): void {
  describe("a disk that is full", function () {
    this.timeout(240_000);
    const results = new Map<string, FullDiskResult>();

    before(async function () {
      await withFolder((disk) =>
        withFolder((folder) => {
          const { error, status, stderr } = mounting(MOUNT, disk);
          if (error ?? status !== 0) {
            const why = error ? error.message : stderr.trim();
            process.stderr.write(`  no small disk can be mounted: ${why}\n`);
            this.skip();
          }
          const command = `${MOUNT}; shift; exec "$@"`;
          const program = [process.execPath, PROGRAM, folder, disk];
          const run = mounting(command, disk, ...program, ...steps);
          expect(run.status, run.stderr).to.equal(0);
          for (const line of run.stdout.trimEnd().split("\n")) {
            const result = JSON.parse(line) as FullDiskResult;
            results.set(result.step, result);
          }
          return Promise.resolve();
        }),
      );
    });

    for (const step of ["opening", "a repair", ...steps])
      it(`is reported before ${step}, and costs only a repetition`, () => {
        const result = results.get(step) as FullDiskResult;
        expect(result.error).to.match(
          /^the disk of \S+\/database is full \([^\n]+\)\. Make room on it and run the same command again: nothing is lost$/,
        );
        expect(result.errorAgain).to.equal("");
        expect(result.differences).to.deep.equal([]);
        if (steps.includes(step))
          expect(result.repeated).to.equal(STEPS_OF_PUBLISHING.includes(step));
      });

    it("does not change what is read", () => {
      expect(results.get(READING)?.differences).to.deep.equal([]);
    });

    it(`does not prevent ${TABLE_LOST} from starting again`, () => {
      const result = results.get(TABLE_LOST) as FullDiskResult;
      expect(result.error).to.match(/its definition has 0 bytes$/);
      expect(result.errorAgain).to.equal("");
      expect(result.differences).to.deep.equal([]);
    });
  });
}
