import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  failure,
  startCommand,
  type CommandOutcome,
  type RunningCommand,
} from "../support/command.ts";
import { buildPing, writeUsual } from "../support/events.ts";
import { serving } from "../support/front/serving.ts";
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

  /** Starts the command and, where it is to be stopped, stops it on the way. */
  function run(
    args: readonly string[],
    work: (command: RunningCommand) => Promise<void> | void,
  ): Promise<CommandOutcome> {
    const { dataDir } = workspace();
    return serving(dataDir, async (environment) => {
      const env = { DATA_DIR: dataDir, ...environment };
      const command = startCommand(["ingest", "--workers", "1", ...args], {
        env,
      });
      await work(command);
      return command.outcome;
    });
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
      const outcome = await run(["--json", file], async (command) => {
        await reading();
        command.process.kill("SIGINT");
      });
      expect(outcome).to.deep.equal(
        failure(1, "cancelled; nothing was published"),
      );
    });
  });

  it("stops at once when it waits for standard input", async () => {
    await workspace().expectUnchanged(async () => {
      const outcome = await run(["-"], async (command) => {
        command.process.stdin.write(`${PING}\n`);
        await reading();
        command.process.kill("SIGTERM");
      });
      expect(outcome).to.deep.equal(
        failure(1, "cancelled; nothing was published"),
      );
    });
  });

  it("works when it is run again", async () => {
    const { status, stderr } = await run(["-"], (command) => {
      command.process.stdin.end(`${PING}\n`);
    });
    expect(status).to.equal(0);
    expect(stderr).to.match(/^Run 2 published: /);
    expect(stderr).to.contain("accepted  1");
  });
});
