import { expect } from "chai";
import { USER_ID } from "../support/events.ts";
import { PING, REGISTRATION } from "../support/lend-workspace.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";

describe("the erase command while the API is up", () => {
  const workspace = lendServedWorkspace();
  const askForUser = () =>
    workspace().answer(`/api/user-stats?user_id=${USER_ID}`);

  it("removes a user of whom the API answered", async () => {
    const file = workspace().write(
      "events.jsonl",
      `${REGISTRATION}\n${PING}\n`,
    );
    await workspace().ingest([file]);
    expect(await askForUser()).to.include({ user_id: USER_ID });
    const { status, stdout } = await workspace().run("erase", [USER_ID]);
    expect(status).to.equal(0);
    expect(stdout).to.match(/^The user \S+ is erased \(run 2, [\d.]+ s\)\.$/m);
    expect(stdout).to.match(/^ {2}session_pings +1 +0$/m);
    expect(await askForUser()).to.have.nested.property(
      "error.code",
      "not_found",
    );
  });

  it("waits its turn", async () => {
    const run = await workspace().startRun();
    const { status, stderr } = await workspace().run("erase", [USER_ID]);
    expect(status).to.equal(1);
    expect(stderr).to.match(/^touchline: .*ingest.*--wait/);
    run.process.stdin.end();
    await run.outcome;
  });
});
