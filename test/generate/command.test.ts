import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  failure,
  runCommand,
  runHere,
  startCommand,
} from "../support/command/command.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import { withFolder } from "../support/command/folders.ts";

describe("touchline generate", () => {
  const workspace = lendWorkspace();

  it("prints the same bytes that it writes to a file", () =>
    withFolder(async (folder) => {
      const file = join(folder, "season.jsonl");
      const args = ["generate", "--events", "500", "--dirt", "0.1"];
      const printed = await runHere(args);
      const directory = folder;
      expect(
        await runHere([...args, "--out", "-"], { directory }),
      ).to.deep.equal(printed);
      const { status, stdout, stderr } = await runHere([
        ...args,
        "--out",
        file,
      ]);
      expect({ status, stdout }).to.deep.equal({ status: 0, stdout: "" });
      expect(stderr).to.match(/^wrote \d+ lines to .*beside it\n$/);
      expect(readFileSync(file, "utf8")).to.equal(printed.stdout);
      expect(readdirSync(folder)).to.have.members([
        "season.jsonl",
        "season.jsonl.expected.json",
      ]);
    }));

  it("counts the chosen dirt as a run does", () =>
    withFolder(async (folder) => {
      const file = join(folder, "odd.jsonl");
      const kinds = ["duplicate_event", "match_unpaired", "malformed_json"];
      const { status } = await runHere([
        ...["generate", "--events", "2000", "--dirt", "0.1"],
        ...["--dirt-kinds", `${kinds.join(",")},blank`, "--out", file],
      ]);
      expect(status).to.equal(0);
      const expected = JSON.parse(
        readFileSync(`${file}.expected.json`, "utf8"),
      ) as { rejected: object; blank: number };
      expect(expected.rejected).to.have.all.keys(kinds);
      expect(expected.blank).to.be.greaterThan(0);
      const run = await workspace().ingest(["--json", file]);
      expect(JSON.parse(run.stdout)).to.deep.include(expected);
    }));

  it("leaves existing files, and nothing else, when it is stopped", () =>
    withFolder(async (folder) => {
      const file = join(folder, "season.jsonl.gz");
      writeFileSync(file, "of before");
      const args = ["generate", "--events", "50000000", "--out", file];
      const { process: child, outcome } = startCommand(args);
      while (!existsSync(`${file}.partial`)) await sleep(10);
      child.kill("SIGINT");
      expect(await outcome).to.deep.equal(
        failure(1, `cancelled; ${file} was not written`),
      );
      expect(readdirSync(folder)).to.deep.equal(["season.jsonl.gz"]);
      expect(readFileSync(file, "utf8")).to.equal("of before");
    }));

  it("writes into an existing pipe", function () {
    if (process.platform === "win32") this.skip();
    return withFolder(async (folder) => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const writing = runCommand([
        ...["generate", "--events", "3", "--out", pipe],
      ]);
      const read = execFileSync("cat", [pipe], { encoding: "utf8" });
      expect(read.trimEnd().split("\n")).to.have.length(3);
      expect((await writing).status).to.equal(0);
    });
  });
});
