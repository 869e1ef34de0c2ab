import { expect } from "chai";
import { failure } from "../support/command.ts";
import { PING, REGISTRATION } from "../support/lend-workspace.ts";
import { connectRaw } from "./raw-connection.ts";
import { lendServedWorkspace, ServedWorkspace } from "./lend-api-process.ts";
import { stopApi } from "./start-api.ts";

const RUNS = "SELECT count() FROM runs";

describe("a run on the API's database that is cut off", () => {
  const workspace = lendServedWorkspace();

  async function expectNothingLeft(): Promise<void> {
    // The next run comes although the cancelled one may not have ended.
    const file = workspace().write("next.jsonl", "[]\n");
    const next = await workspace().ingest(["--dry-run", file]);
    expect(next.status, next.stderr).to.equal(0);
    expect(await workspace().value(RUNS)).to.equal("0");
    expect(
      await workspace().value(
        "SELECT sum(rows) FROM system.parts WHERE active AND database = currentDatabase() AND table LIKE 'change%'",
      ),
    ).to.equal("0");
  }

  it("is cancelled with its command's Ctrl-C", async () => {
    const run = await workspace().startRun();
    run.process.stdin.write(`${REGISTRATION}\n`);
    run.process.kill("SIGINT");
    expect(await run.outcome).to.deep.equal(
      failure(1, "cancelled; nothing was published"),
    );
    await expectNothingLeft();
  });

  it("is cancelled when its command is killed", async () => {
    const run = await workspace().startRun();
    run.process.stdin.write(`${REGISTRATION}\n`);
    run.process.kill("SIGKILL");
    await run.outcome;
    await expectNothingLeft();
  });

  it("gives its result again when its command was killed before it told", async () => {
    const file = workspace().write("told.jsonl", REGISTRATION);
    const zones = workspace().write(
      "zones.jsonl",
      '{"country": "US", "timezone": "America/New_York"}\n',
    );
    const raw = await connectRaw(workspace().dataDir);
    raw.ask("ingest", {
      files: [file],
      directory: "/",
      timezones: zones,
      firstDay: 0,
      lastDay: 65_535,
      workers: 1,
      dryRun: false,
      now: Date.now(),
    });
    const messages = await raw.until("result");
    expect(messages[0]).to.deep.include({ kind: "hello" });
    raw.socket.destroy();
    const again = await workspace().ingest(["--timezones", zones, file]);
    expect(again.stderr).to.match(
      /^Run 1 was published already, by this command before it was cut off/,
    );
    const third = await workspace().ingest(["--timezones", zones, file]);
    expect(third.stderr).to.match(/^Run 2 published/);
  });
});

describe("the owner of a database that ends while it runs for others", () => {
  const workspace = new ServedWorkspace();

  before(() => workspace.serve());
  after(() => workspace.remove());

  it("says so to its guest when it is told to end", async () => {
    const run = await workspace.startRun();
    const pid = workspace.api.process.pid;
    const { status, stderr } = await stopApi(workspace.api);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(await run.outcome).to.deep.equal(
      failure(
        1,
        `process ${pid}, which ran this command, was stopped: cancelled; nothing was published. Run it again`,
      ),
    );
    workspace.expectTidy();
  });

  it("is missed when it is killed, and the command works again", async () => {
    await workspace.serve();
    const run = await workspace.startRun();
    workspace.api.process.kill("SIGKILL");
    expect(await run.outcome).to.deep.equal(
      failure(
        1,
        `process ${workspace.api.process.pid}, which ran this command, has ended before it was done. Run it again: what it may have published is not published twice`,
      ),
    );
    const again = await workspace.ingest(["-"], { input: PING });
    expect(again.stderr).to.match(/^Run 1 published/);
    expect(again.status).to.equal(0);
    workspace.expectTidy();
  });

  it("ends soon, although a statement would run for long", async () => {
    await workspace.serve();
    const sql =
      "SELECT sleepEachRow(1) FROM numbers(300) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 400000000";
    const command = workspace.sql([sql]);
    while (
      (await workspace.value(
        "SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleep%'",
      )) === "0"
    );
    const { status, stderr } = await stopApi(workspace.api);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect((await command).stderr).to.contain("was stopped: cancelled. Run it");
  });
});
