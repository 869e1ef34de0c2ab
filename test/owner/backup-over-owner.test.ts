import { join } from "node:path";
import { expect } from "chai";
import { USER_ID } from "../support/events.ts";
import { PING, REGISTRATION } from "../support/lend-workspace.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";

describe("backup and restore while the API is up", () => {
  const workspace = lendServedWorkspace();
  const other = lendServedWorkspace();

  it("go from one API to another, which then answers as the first", async () => {
    const path = `/api/user-stats?user_id=${USER_ID}`;
    const lines = `${REGISTRATION}\n${PING}\n`;
    await workspace().ingest([workspace().write("events.jsonl", lines)]);
    const folder = join(workspace().folder, "backup");
    expect((await workspace().run("backup", [folder])).status).to.equal(0);
    expect(await other().answer(path)).to.have.nested.property(
      "error.code",
      "not_found",
    );
    const { status, stderr } = await other().run("restore", [folder]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    const answer = await other().answer(path);
    expect(answer).to.include({ user_id: USER_ID });
    expect(answer).to.deep.equal(await workspace().answer(path));
  });

  it("wait their turn", async () => {
    const run = await workspace().startRun();
    for (const command of ["backup", "restore"]) {
      const { status, stderr } = await workspace().run(command, ["nowhere"]);
      expect(status).to.equal(1);
      expect(stderr).to.match(/^touchline: .*ingest.*--wait/);
    }
    run.process.stdin.end();
    await run.outcome;
  });
});
