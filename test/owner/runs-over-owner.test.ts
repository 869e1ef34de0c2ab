import { expect } from "chai";
import { REGISTRATION } from "../support/lend-workspace.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";

describe("the runs command while the API is up", () => {
  const workspace = lendServedWorkspace();

  const listRuns = async () => {
    const { stdout } = await workspace().run("runs", ["--json"]);
    return (JSON.parse(stdout) as { run_id: number }[]).map(
      ({ run_id }) => run_id,
    );
  };

  it("answers while a run is under way", async () => {
    await workspace().ingest([workspace().write("a.jsonl", REGISTRATION)]);
    const run = await workspace().startRun();
    expect(await listRuns()).to.deep.equal([1]);
    run.process.stdin.end("{}\n");
    expect((await run.outcome).status).to.equal(0);
    expect(await listRuns()).to.deep.equal([2, 1]);
  });
});
