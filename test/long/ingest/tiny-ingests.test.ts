import { expect } from "chai";
import { ingestTinyFiles } from "../../support/command/ingest-tiny-files.ts";
import { lendWorkspace } from "../../support/command/lend-workspace.ts";

const MIB = 1024 * 1024;

describe("a process that ingests 200 tiny files with more workers than shards", () => {
  const workspace = lendWorkspace();

  it("holds as many files, threads and as much memory as after the first", async function () {
    if (process.platform !== "linux") this.skip();
    this.timeout(1_200_000);
    const samples = await ingestTinyFiles(workspace(), [10, 100, 200]);
    for (const { seconds: runs, files, threads, residentBytes } of samples)
      console.log(
        `      after ${runs} runs: ${files} files, ${threads} threads, ${Math.round(residentBytes / MIB)} MiB`,
      );
    const [first, middle, last] = samples;
    if (!first || !middle || !last) throw new Error("fewer samples than asked");
    expect(last.files).to.be.at.most(first.files + 2);
    expect(last.threads).to.equal(first.threads);
    // Memory of threads that have ended is given back late, up to a limit.
    expect(last.residentBytes).to.be.below(middle.residentBytes + 64 * MIB);
  });
});
