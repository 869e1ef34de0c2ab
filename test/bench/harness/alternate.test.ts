import { existsSync } from "node:fs";
import { expect } from "chai";
import { alternate } from "../../../bench/harness/alternate.ts";
import type { Contender, Findings } from "../../../bench/harness/contender.ts";

const QUIET = { runs: 3, sameFindings: true, log: () => undefined };

describe("alternate", () => {
  it("runs all in turn, and starts each round with another one", async () => {
    const order: string[] = [];
    const note = (name: string) => () => {
      order.push(name);
      return {};
    };
    await alternate(
      ["a", "b", "c"].map((name) => contender(name, note(name))),
      QUIET,
    );
    expect(order.join("")).to.equal("abcbcacab");
  });

  it("gives each run its own folder, and removes it", async () => {
    const folders: string[] = [];
    const look = (folder: string) => {
      expect(existsSync(folder)).to.equal(true);
      folders.push(folder);
      return {};
    };
    await alternate([contender("a", look)], QUIET);
    expect(new Set(folders)).to.have.length(3);
    expect(folders.some((folder) => existsSync(folder))).to.equal(false);
  });

  it("stops when two return different results", async () => {
    const failure = await alternate(
      [
        contender("ours", () => ({ sessions: 5 })),
        contender("theirs", () => ({ sessions: 6 })),
      ],
      QUIET,
    ).catch((error: Error) => error.message);
    expect(failure).to.equal(
      'results differ: ours found {"sessions":5}, theirs {"sessions":6}',
    );
  });

  it("stops when one returns different results each time", async () => {
    let count = 0;
    const options = { ...QUIET, sameFindings: false };
    const failure = await alternate(
      [contender("ours", () => ({ count: count++ }))],
      options,
    ).catch((error: Error) => error.message);
    expect(failure).to.match(/^results differ/);
  });
});

function contender(
  name: string,
  work: (folder: string) => Findings,
): Contender {
  return {
    name,
    label: name,
    events: 1,
    run: (folder) =>
      Promise.resolve({
        seconds: 1,
        cpuSeconds: null,
        peakBytes: null,
        findings: work(folder),
      }),
  };
}
