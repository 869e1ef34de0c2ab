import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { startCommand } from "../support/command.ts";
import { PING } from "../support/lend-workspace.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";

/** More than a segment of a stream holds. */
const MANY_PINGS = `${PING}\n`.repeat(60_000);

interface Run {
  readonly command: string;
  readonly started_at: string;
  readonly step: string;
  readonly input_bytes: number | null;
  readonly read_bytes: number;
  readonly lines: number;
  readonly rejected: number;
}

describe("/api/runs/current", () => {
  const workspace = lendServedWorkspace();

  const currentRun = async () =>
    ((await workspace().answer("/api/runs/current")) as { run: Run | null })
      .run;

  const waitFor = async (expected: (run: Run | null) => boolean) => {
    for (;;) {
      const run = await currentRun();
      if (expected(run)) return run;
      await sleep(10);
    }
  };

  it("tells how far a run of another process has come", async () => {
    expect(await currentRun()).to.equal(null);
    const before = Math.floor(Date.now() / 1000) * 1000;
    const command = await workspace().startRun();
    command.process.stdin.write(`{}\n${MANY_PINGS}`);
    const run = (await waitFor((run) => (run?.lines ?? 0) > 0))!;
    expect(run).to.include({
      command: "ingest",
      step: "reading",
      input_bytes: null,
      rejected: 1,
    });
    expect(run.read_bytes).to.be.greaterThan(run.lines);
    expect(Date.parse(run.started_at)).to.be.within(before, Date.now());

    command.process.stdin.end();
    expect((await command.outcome).status).to.equal(0);
    await waitFor((run) => run === null);
  });

  it("tells of the one whose turn it is, and forgets it when that is cancelled", async () => {
    const first = await workspace().startRun();
    const { started_at: startedAt } = (await currentRun())!;
    const { dataDir } = workspace();
    const second = startCommand(["verify", "--wait", "60"], {
      env: { DATA_DIR: dataDir },
    });
    // It says whom it waits for.
    await once(second.process.stderr, "data");
    expect(await currentRun()).to.include({
      command: "ingest",
      started_at: startedAt,
    });
    first.process.kill("SIGINT");
    expect((await first.outcome).status).to.equal(1);
    expect((await second.outcome).status).to.equal(0);
    await waitFor((run) => run === null);
  });

  it("forgets the run of a process that is gone", async () => {
    const command = await workspace().startRun();
    expect(await currentRun()).not.to.equal(null);
    command.process.kill("SIGKILL");
    await waitFor((run) => run === null);
  });
});
