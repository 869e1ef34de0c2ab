import { expect } from "chai";
import { startCommand } from "../support/command.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";

describe("the sql command while the API is up", () => {
  const workspace = lendServedWorkspace();

  it("prints a result", async () => {
    const { stdout } = await workspace().sql([
      "--format",
      "CSVWithNames",
      "SELECT number AS n, 'ü\n' AS text FROM numbers(2)",
    ]);
    expect(stdout).to.equal('"n","text"\n0,"ü\n"\n1,"ü\n"\n');
  });

  it("prints a result of several megabytes as it is", async () => {
    const { stdout } = await workspace().sql([
      "--format",
      "TSV",
      "SELECT number, hex(sipHash64(number)) FROM numbers(300000)",
    ]);
    const lines = stdout.split("\n");
    expect(stdout.length).to.be.above(6_000_000);
    expect(lines).to.have.length(300_001);
    expect(lines.every((line, n) => /^\d+\t[\dA-F]+$/.test(line) === n < 3e5))
      .to.be.true;
  });

  it("refuses what writes, unless it is told to", async () => {
    const sql =
      "CREATE TABLE notes (text String) ENGINE = MergeTree ORDER BY text";
    const refused = await workspace().sql([sql]);
    expect(refused.status).to.be.above(0);
    expect(refused.stderr).to.match(/^touchline: .*add --write.*\n$/);
    const { status } = await workspace().sql(["--write", sql]);
    expect(status).to.equal(0);
    expect(await workspace().value("SELECT count() FROM notes")).to.equal("0");
  });

  it("says what is wrong with a statement or a format", async () => {
    const wrong = await workspace().sql(["SELECT * FROM nowhere"]);
    expect(wrong.status).to.equal(1);
    expect(wrong.stderr).to.match(/^touchline: .*nowhere.*\n$/);
    expect(
      (await workspace().sql(["--format", "No", "SELECT 1"])).status,
    ).to.equal(2);
  });

  it("ends a statement whose command is gone", async () => {
    const env = { DATA_DIR: workspace().dataDir };
    const sql =
      "SELECT sleepEachRow(1) FROM numbers(300) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 400000000";
    const command = startCommand(["sql", sql], { env });
    const running = async () => {
      const count =
        "SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleep%'";
      return Number(await workspace().value(count));
    };
    while ((await running()) === 0);
    command.process.kill("SIGINT");
    while ((await running()) > 0);
    expect((await command.outcome).stdout).to.equal("");
  });
});
