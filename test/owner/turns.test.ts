import { expect } from "chai";
import { once } from "node:events";
import { PING, REGISTRATION } from "../support/lend-workspace.ts";
import { startCommand, type RunningCommand } from "../support/command.ts";
import { lendServedWorkspace, ServedWorkspace } from "./lend-api-process.ts";

/** Starts an ingest that has to wait, and waits until it says so. */
async function startWaiting(
  workspace: ServedWorkspace,
  ...args: string[]
): Promise<RunningCommand> {
  const env = { DATA_DIR: workspace.dataDir };
  const run = startCommand(["ingest", "--wait", "30", ...args], { env });
  await once(run.process.stderr, "data");
  return run;
}

function expectTurns(owner: string, workspace: () => ServedWorkspace): void {
  it(`sends a second run away, naming the first, with ${owner}`, async () => {
    const run = await workspace().startRun();
    const file = workspace().write("second.jsonl", PING);
    const busy = new RegExp(
      `^touchline: another command is changing the database: ingest - \\(process ${run.process.pid}, since 20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC\\)\\. Run this one again when that is done, or let it wait with --wait SECONDS\\n$`,
    );
    const second = await workspace().ingest([file]);
    expect(second.status).to.equal(1);
    expect(second.stderr).to.match(busy);
    const third = await workspace().sql(["--write", "OPTIMIZE TABLE runs"]);
    expect(third.status).to.equal(1);
    expect(third.stderr).to.match(busy);
    const late = await workspace().ingest(["--wait", "0.3", file]);
    expect(late.status).to.equal(1);
    expect(late.stderr.split("\n")[0]).to.contain(`process ${run.process.pid}`);
    expect(await workspace().value("SELECT 1")).to.equal("1");
    run.process.stdin.end("{}\n");
    expect((await run.outcome).status).to.equal(0);
  });

  it(`lets runs wait, and come in their order, with ${owner}`, async () => {
    const first = await workspace().startRun();
    const second = await startWaiting(
      workspace(),
      workspace().write("b.jsonl", REGISTRATION),
    );
    const third = await startWaiting(
      workspace(),
      workspace().write("c.jsonl", PING),
    );
    first.process.stdin.end("[]\n[]\n");
    for (const run of [first, second, third]) {
      const { status, stderr } = await run.outcome;
      expect(stderr).to.contain("published: ");
      expect(status).to.equal(0);
    }
    // Who waited for another process to end comes when it comes.
    expect(
      await workspace().value(
        "SELECT arraySort(groupArray(lines)) FROM runs WHERE run_id > 1",
      ),
    ).to.equal("[1,1,2]");
  });
}

describe("one writer at a time", () => {
  describe("on the API's database", () => {
    const workspace = lendServedWorkspace();
    expectTurns("the API as owner", workspace);
  });

  describe("on a database that nobody serves", () => {
    const workspace = new ServedWorkspace();
    after(() => workspace.remove());
    expectTurns("the first run as owner", () => workspace);

    it("lets commands start at the same moment", async () => {
      const commands = ["4", "5", "6"].flatMap((name) => [
        workspace.ingest([
          "--wait",
          "30",
          workspace.write(`${name}.jsonl`, `${name}\n`),
        ]),
        workspace.sql(["--format", "TSV", `SELECT ${name}`]),
      ]);
      for (const { status, stderr } of await Promise.all(commands)) {
        expect(status, stderr).to.equal(0);
        expect(stderr).not.to.contain("Code: ");
      }
      expect(
        await workspace.value("SELECT max(run_id), count() FROM runs"),
      ).to.equal("7\t7");
      workspace.expectTidy();
    });
  });
});
