import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  failure,
  startCommand,
  startHere,
  type CommandHere,
  type CommandOutcome,
} from "../../support/command/command.ts";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { spooledFiles } from "../../support/command/spooled-files.ts";
import { testEngine } from "../../support/test-engine.ts";

const CANCELLED = failure(1, "cancelled; nothing was published");

describe("the ingest command, stopped by its user", () => {
  const workspace = lendWorkspace();
  let many: string;

  before(async () => {
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
    const lines = Array.from({ length: 40_000 }, (_, index) =>
      writeUsual(buildPing({}, { event_id: 1000 + index })),
    );
    many = workspace().write("many.jsonl", lines.join("\n"));
  });

  /** Runs the command, and stops it midway. */
  async function run(
    args: readonly string[],
    work: (command: CommandHere) => Promise<void> | void,
  ): Promise<CommandOutcome> {
    const env = await workspace().settings();
    const command = startHere(["ingest", "--workers", "1", ...args], { env });
    await work(command);
    return command.outcome;
  }

  /** Waits until a run has written a temporary file. */
  async function reading(): Promise<void> {
    const { DATA_DIR = "" } = await workspace().settings();
    while (spooledFiles(DATA_DIR).length === 0) await sleep(1);
  }

  it("publishes nothing, and leaves nothing", async () => {
    await workspace().expectUnchanged(async () => {
      const outcome = await run(["--json", many], async ({ signals }) => {
        await reading();
        signals.emit("SIGINT");
      });
      expect(outcome).to.deep.equal(CANCELLED);
    });
  });

  for (const signal of ["SIGTERM", "SIGHUP"] as const)
    it(`stops at once on ${signal} while it waits for standard input`, async () => {
      await workspace().expectUnchanged(async () => {
        const outcome = await run(["-"], async ({ stdin, signals }) => {
          stdin.write(`${PING}\n`);
          await reading();
          signals.emit(signal);
        });
        expect(outcome).to.deep.equal(CANCELLED);
      });
    });

  it("ends as a process, and the engine continues", async () => {
    const { pid } = await testEngine();
    await workspace().expectUnchanged(async () => {
      const env = await workspace().settings();
      const args = ["ingest", "--workers", "1", "-"];
      const command = startCommand(args, { env });
      command.process.stdin.write(`${PING}\n`);
      await reading();
      command.process.kill("SIGINT");
      expect(await command.outcome).to.deep.equal(CANCELLED);
    });
    expect(() => process.kill(pid, 0)).not.to.throw();
  });

  it("works when it is run again", async () => {
    const { status, stderr } = await run(["-"], ({ stdin }) => {
      stdin.end(`${PING}\n`);
    });
    expect(status).to.equal(0);
    expect(stderr).to.match(/^Run 2 published: /);
    expect(stderr).to.contain("accepted  1");
  });
});
