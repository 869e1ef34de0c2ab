import { closeSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { openIn } from "../../support/database/open-in.ts";
import { spooledFiles } from "../../support/command/spooled-files.ts";
import { makePipe, openToWrite, runBeside } from "./run-beside.ts";

const CANCELLED = failure(1, "cancelled; nothing was published");

describe("the ingest command on a named pipe that stalls", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  it("stores what it has read for its user only, whatever the umask", async () => {
    const pipe = makePipe(workspace(), "open");
    const { DATA_DIR = "" } = await workspace().settings();
    const umask = process.umask(0);
    try {
      await runBeside(workspace(), [pipe], async (command) => {
        while (spooledFiles(DATA_DIR).length === 0) await sleep(5);
        expect(openIn(join(DATA_DIR, "spool"))).to.deep.equal([]);
        command.signals.emit("SIGINT");
      });
    } finally {
      process.umask(umask);
    }
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends on ${signal} before the pipe has a writer`, async () => {
      const pipe = makePipe(workspace(), `unwritten-${signal}`);
      await workspace().expectUnchanged(async () => {
        const outcome = await runBeside(
          workspace(),
          [pipe],
          async (command) => {
            const { DATA_DIR = "" } = await workspace().settings();
            while (spooledFiles(DATA_DIR).length === 0) await sleep(5);
            command.signals.emit(signal);
          },
        );
        expect(outcome).to.deep.equal(CANCELLED);
      });
    });

    it(`ends on ${signal} in the middle of a line`, async () => {
      const pipe = makePipe(workspace(), `begun-${signal}`);
      await workspace().expectUnchanged(async () => {
        let writer = -1;
        const outcome = await runBeside(
          workspace(),
          [pipe],
          async (command) => {
            writer = await openToWrite(pipe);
            writeSync(writer, PING.slice(0, 20));
            command.signals.emit(signal);
          },
        );
        closeSync(writer);
        expect(outcome).to.deep.equal(CANCELLED);
      });
    });
  }

  it("lets others read, makes another run wait, and loses nothing", async () => {
    const pipe = makePipe(workspace(), "slow.jsonl");
    const other = workspace().write("other.jsonl", PING.replace("2", "3"));
    const outcome = await runBeside(workspace(), [pipe], async () => {
      const writer = await openToWrite(pipe);
      writeSync(writer, PING.slice(0, 20));
      const { stdout } = await workspace().sql(["SELECT 1 + 1"]);
      expect(stdout).to.contain("2");
      const waiting = workspace().ingest(["--wait", "60", other]);
      writeSync(writer, `${PING.slice(20)}\n`);
      closeSync(writer);
      expect((await waiting).status).to.equal(0);
    });
    expect(outcome.status).to.equal(0);
    expect(outcome.stderr).to.contain("accepted  1");
    const { stdout } = await workspace().sql([
      "SELECT count() FROM session_pings",
    ]);
    expect(stdout).to.contain("2");
  });
});
