import { expect } from "chai";
import { ingestTinyFiles } from "../support/ingest-tiny-files.ts";
import { lendWorkspace } from "../support/lend-workspace.ts";

describe("a process that ingests tiny files with more workers than shards", () => {
  const workspace = lendWorkspace();

  it("holds no more files and threads after each run", async function () {
    if (process.platform !== "linux") this.skip();
    const samples = await ingestTinyFiles(workspace(), [2, 3, 4, 5]);
    const [first, ...later] = samples.map(({ files, threads }) => ({
      files,
      threads,
    }));
    // Connections to the engine come and go; a worker that leaked would add
    // one file in each run.
    for (const sample of later) {
      expect(sample.files).to.be.at.most((first?.files ?? 0) + 2);
      expect(sample.threads).to.equal(first?.threads);
    }
  });
});
