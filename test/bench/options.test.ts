import { expect } from "chai";
import { readBenchOptions } from "../../bench/options.ts";

describe("readBenchOptions", () => {
  it("measures the fast cases five times by default", () => {
    expect(readBenchOptions([])).to.deep.equal({
      parts: ["ingest", "parse", "stages", "api"],
      events: 4_000_000,
      runs: 5,
      seed: 1,
      without: new Set(),
      save: true,
    });
  });

  it("measures a few events once with --quick, and stores nothing", () => {
    const { events, runs, save } = readBenchOptions(["--quick"]);
    expect({ events, runs, save }).to.deep.equal({
      events: 200_000,
      runs: 1,
      save: false,
    });
    expect(readBenchOptions(["--quick", "--runs", "2"]).runs).to.equal(2);
  });

  for (const args of [
    ["--only", "ingest,nothing"],
    ["--without", "postgres"],
    ["--events", "0"],
    ["--runs", "many"],
    ["--seed"],
    ["ingest"],
  ])
    it(`rejects ${args.join(" ")}`, () => {
      expect(() => readBenchOptions(args)).to.throw(/npm run bench -- --help/);
    });
});
