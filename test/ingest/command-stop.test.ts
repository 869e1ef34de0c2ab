import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  failure,
  startCommand,
  type RunningCommand,
} from "../support/command.ts";
import { buildPing, writeUsual } from "../support/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/lend-workspace.ts";
import { spooledFiles } from "../support/spooled-files.ts";

describe("the ingest command, stopped by its user", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  function start(...args: string[]): RunningCommand {
    const env = { DATA_DIR: workspace().dataDir };
    return startCommand(["ingest", "--workers", "1", ...args], { env });
  }

  /** Waits until the run has written a temporary file. */
  async function reading(): Promise<void> {
    while (spooledFiles(workspace().dataDir).length === 0) await sleep(5);
  }

  it("publishes nothing, and leaves nothing", async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) =>
      writeUsual(buildPing({}, { event_id: 1000 + index })),
    );
    const file = workspace().write("many.jsonl", lines.join("\n"));
    await workspace().expectUnchanged(async () => {
      const run = start("--json", file);
      await reading();
      run.process.kill("SIGINT");
      expect(await run.outcome).to.deep.equal(
        failure(1, "cancelled; nothing was published"),
      );
    });
  });

  it("stops at once when it waits for standard input", async () => {
    await workspace().expectUnchanged(async () => {
      const run = start("-");
      run.process.stdin.write(`${PING}\n`);
      await reading();
      run.process.kill("SIGTERM");
      expect(await run.outcome).to.deep.equal(
        failure(1, "cancelled; nothing was published"),
      );
    });
  });

  it("works when it is run again", async () => {
    const run = start("-");
    run.process.stdin.end(`${PING}\n`);
    const { status, stderr } = await run.outcome;
    expect(status).to.equal(0);
    expect(stderr).to.match(/^Run 2 published: /);
    expect(stderr).to.contain("accepted  1");
  });
});
