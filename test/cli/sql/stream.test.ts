import { once } from "node:events";
import { expect } from "chai";
import { startHere } from "../../support/command/command.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

describe("the result of the sql command", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("events.jsonl", REGISTRATION);
    await workspace().ingest(["--dry-run", file]);
  });

  it("is printed while it is computed", async () => {
    const slow =
      "SELECT repeat('x', 1000000), sleepEachRow(0.1) FROM numbers(20) SETTINGS max_block_size = 1";
    const env = await workspace().settings();
    const running = startHere(["sql", "--format", "TSV", slow], { env });
    let ended = false;
    void running.outcome.then(() => (ended = true));
    await once(running.stdout, "data");
    expect(ended).to.be.false;
    const { status, stdout } = await running.outcome;
    expect(status).to.equal(0);
    expect(stdout).to.have.length(20 * (1_000_000 + "\t0\n".length));
  });

  it("arrives whole, whatever its length", async () => {
    const { status, stdout } = await workspace().sql([
      ...["--format", "TSV", "SELECT number FROM numbers(1000000)"],
    ]);
    expect(status).to.equal(0);
    const lines = stdout.split("\n");
    expect(lines).to.have.length(1_000_001);
    expect(lines.slice(-2)).to.deep.equal(["999999", ""]);
  });

  it("is complete rows up to an error, and does not contain the error", async () => {
    const { status, stdout, stderr } = await workspace().sql([
      ...["--format", "TSV"],
      "SELECT throwIf(number = 3000000, 'three millions') FROM numbers(10000000)",
    ]);
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^touchline: [^\n]*three millions \(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO\)\n$/,
    );
    expect(stdout).not.to.equal("").and.not.to.contain("__exception__");
    expect(stdout).to.match(/^(0\n)+$/);
  });

  it("ends when its reader closes", async () => {
    const args = [
      "--format",
      "TSV",
      "SELECT number FROM numbers(1000000000000)",
    ];
    const outcome = await workspace().runProcess("sql", args, {
      prefix: ["bash", "-c", '"$@" | head -n 2', "bash"],
    });
    expect(outcome).to.deep.equal({ status: 0, stdout: "0\n1\n", stderr: "" });
  });
});
