import { expect } from "chai";
import { failure } from "../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/command/lend-workspace.ts";

describe("the runs command", () => {
  const workspace = lendWorkspace();

  it("reports that there is none yet", async () => {
    // A dry run creates the database, and publishes nothing.
    const file = workspace().write("first.jsonl", PING);
    await workspace().ingest(["--dry-run", file]);
    expect(await workspace().run("runs", [])).to.deep.equal({
      status: 0,
      stdout: "No run yet.\n",
      stderr: "",
    });
  });

  it("lists runs with their details, newest first", async () => {
    const first = workspace().write("first.jsonl", `${REGISTRATION}\n{}\n\n`);
    const second = workspace().write("second.jsonl", `${PING}\n{}\nx\n{}\n`);
    await workspace().ingest([first]);
    await workspace().ingest([second, first]);
    await workspace().run("erase", ["52d65a1b-8012-934e-001b-19e6ba3cdc0e"]);
    const { status, stdout } = await workspace().run("runs", []);
    expect(status).to.equal(0);
    const [head, ...rows] = stdout
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "WHEN")
      .replaceAll(/\d+\.\d\d/g, "0.00")
      .replaceAll(/ {2,}/g, "  ")
      .split("\n");
    expect(head).to.equal(
      "run  started (UTC)  what  state  lines  accepted  rejected  admitted  seconds  files",
    );
    expect(rows.map((row) => row.trim())).to.deep.equal([
      "3  WHEN  erase  reported  0  0  0  0  0.00",
      "2  WHEN  ingest  reported  7  1  5  0  0.00  second.jsonl and 1 more",
      "rejected: invalid_event_id 3, malformed_json 1, duplicate_event 1",
      "1  WHEN  ingest  reported  3  1  1  0  0.00  first.jsonl",
      "rejected: invalid_event_id 1",
      "",
    ]);
  });

  it("prints JSON, and no more runs than requested", async () => {
    const { stdout } = await workspace().run("runs", [
      "--json",
      "--limit",
      "2",
    ]);
    const runs = JSON.parse(stdout) as Record<string, unknown>[];
    expect(runs.map(({ run_id }) => run_id)).to.deep.equal([3, 2]);
    expect(runs[1]).to.deep.include({
      kind: "ingest",
      state: "reported",
      lines: 7,
      blank: 1,
      accepted: 1,
      rejected: { duplicate_event: 1, invalid_event_id: 3, malformed_json: 1 },
      admitted: 0,
    });
    expect(Date.parse(String(runs[1]?.["started_at"]))).to.be.above(0);
  });

  const WRONG: Record<string, string> = {
    "--limit 0": "--limit 0 is not a whole number from 1 to 1000000",
    "--limit x": "--limit x is not a whole number from 1 to 1000000",
    "--limit -1": "--limit -1 is not a whole number from 1 to 1000000",
    "--limit": "--limit needs a value",
    "--limit --json": "--limit needs a value",
    "--bogus": "unknown option --bogus",
    something: "Unexpected argument 'something'",
    "-1": "unknown option -1",
  };
  for (const [args, message] of Object.entries(WRONG))
    it(`rejects "${args}"`, async () => {
      expect(await workspace().run("runs", args.split(" "))).to.deep.equal(
        failure(2, `${message} (npx touchline runs --help lists the options)`),
      );
    });
});
