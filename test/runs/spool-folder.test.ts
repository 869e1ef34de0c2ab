import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { makeSpoolFolder } from "../../runs/spool-folder.ts";
import { TouchlineError } from "../../common/errors.ts";
import { startScript } from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";

const DAY_SECONDS = 86_400;

describe("a folder for temporary files", () => {
  it("belongs to its process alone", () =>
    withFolder((home) => {
      const folders = [1, 2].map(() => makeSpoolFolder(join(home, "data")));
      expect(new Set(folders).size).to.equal(2);
      for (const folder of folders) {
        expect(statSync(folder).isDirectory()).to.equal(true);
        expect(statSync(folder).mode & 0o077).to.equal(0);
        expect(readdirSync(folder)).to.deep.equal([]);
      }
      return Promise.resolve();
    }));

  it("is removed with its content after its process ends", () =>
    withFolder((home) => {
      const kept = makeSpoolFolder(home);
      writeFileSync(join(kept, "block"), "");
      const [, pid = "", started = ""] = basename(kept).split("-");
      const named = (id: number | string, start: string, more = "") => {
        const name = basename(kept).replace(
          `-${pid}-${started}-`,
          `-${id}-${start}-`,
        );
        const folder = join(home, "spool", `${name}${more}`);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "block"), "");
        return folder;
      };
      const ended = spawnSync("true").pid;
      const gone = [
        named(ended, "17"),
        // A later process has the same id.
        named(pid, `${Number(started) - 1}`),
      ];
      makeSpoolFolder(home);
      const left = readdirSync(join(home, "spool"));
      for (const folder of gone) expect(left).not.to.include(basename(folder));
      expect(left).to.include(basename(kept));
      expect(readdirSync(kept)).to.deep.equal(["block"]);
      return Promise.resolve();
    }));

  it("of another machine is kept for a day", () =>
    withFolder((home) => {
      const own = makeSpoolFolder(home);
      const foreign = (name: string, ageSeconds: number) => {
        const folder = join(home, "spool", name);
        mkdirSync(folder);
        const time = Date.now() / 1000 - ageSeconds;
        utimesSync(folder, time, time);
        return name;
      };
      const kept = [
        basename(own),
        foreign("00000000-1-17-abcdef", DAY_SECONDS - 60),
        foreign("someone-elses", DAY_SECONDS - 60),
      ];
      foreign("00000000-1-17-fedcba", DAY_SECONDS + 60);
      foreign("someone-elses-old", DAY_SECONDS + 60);
      const last = basename(makeSpoolFolder(home));
      expect(readdirSync(join(home, "spool"))).to.have.members([...kept, last]);
      return Promise.resolve();
    }));

  it("remains after its process is killed, until another process starts", () =>
    withFolder(async (home) => {
      const { process: child, outcome } = startScript(
        "test/runs/make-spool-folder.js",
        [home],
      );
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const [left = ""] = readdirSync(join(home, "spool"));
      const first = basename(makeSpoolFolder(home));
      expect(readdirSync(join(home, "spool"))).to.have.members([left, first]);
      child.kill("SIGKILL");
      await outcome;
      const second = basename(makeSpoolFolder(home));
      expect(readdirSync(join(home, "spool"))).to.have.members([first, second]);
    }));

  it("reports a file in its place", () =>
    withFolder((home) => {
      writeFileSync(join(home, "spool"), "");
      expect(() => makeSpoolFolder(home)).to.throw(
        TouchlineError,
        /^cannot keep temporary files in \S+\/spool \(.*\): make it writable, or set DATA_DIR to another folder$/,
      );
      return Promise.resolve();
    }));
});
