import { readdirSync } from "node:fs";
import { expect } from "chai";
import { BOUNDS, judgeGrowth } from "./judge-growth.ts";
import { Latencies } from "./latencies.ts";
import { sampleProcess } from "./sample-process.ts";

const MEBIBYTE = 2 ** 20;

/** Samples of an hour, with this much more at its end than at its start. */
const growing = (more: { bytes?: number; files?: number; threads?: number }) =>
  Array.from({ length: 3600 }, (_, seconds) => ({
    seconds,
    residentBytes: 400 * MEBIBYTE + ((more.bytes ?? 0) * seconds) / 3600,
    files: 50 + ((more.files ?? 0) * seconds) / 3600,
    threads: 30 + ((more.threads ?? 0) * seconds) / 3600,
  }));

describe("judgeGrowth", () => {
  it("accepts a stable value, and growth while the process warmed up", () => {
    const samples = growing({}).map((sample) =>
      sample.seconds < 500 ? { ...sample, residentBytes: 0, files: 0 } : sample,
    );
    const { start, middle, end, complaints } = judgeGrowth(samples);
    expect(complaints).to.deep.equal([]);
    for (const moment of [start, middle, end])
      expect(moment).to.deep.equal({
        residentBytes: 400 * MEBIBYTE,
        files: 50,
        threads: 30,
      });
  });

  it("ignores a single high sample", () => {
    const samples = growing({});
    samples[3500] = { ...samples[3500]!, residentBytes: 4096 * MEBIBYTE };
    expect(judgeGrowth(samples).complaints).to.deep.equal([]);
  });

  for (const [name, more] of [
    ["residentBytes", { bytes: BOUNDS.residentBytes * 2 }],
    ["files", { files: BOUNDS.files * 2 }],
    ["threads", { threads: BOUNDS.threads * 2 }],
  ] as const)
    it(`reports ${name} that grow steadily`, () => {
      const { complaints } = judgeGrowth(growing(more));
      expect(complaints).to.have.length(1);
      expect(complaints[0]).to.match(new RegExp(`^${name} grew from`));
    });
});

describe("Latencies", () => {
  it("has quantiles within ten percent", () => {
    const latencies = new Latencies();
    for (let i = 1; i <= 1000; i++) latencies.add(i);
    for (const share of [0.01, 0.5, 0.99]) {
      const ratio = latencies.quantile(share) / (share * 1000);
      expect(ratio).to.be.within(1, 1.1);
    }
    expect(latencies).to.deep.include({ count: 1000, max: 1000 });
  });
});

describe("sampleProcess", () => {
  it("reports what this process holds", function () {
    if (process.platform !== "linux") this.skip();
    const { residentBytes, threads, files } = sampleProcess(process.pid, 0);
    expect(residentBytes).to.be.within(10 * MEBIBYTE, 2 ** 36);
    // The engine keeps threads of tests that ran before.
    const tasks = readdirSync("/proc/self/task").length;
    expect(threads).to.be.within(tasks - 16, tasks + 16);
    expect(files).to.be.within(3, 10_000);
  });
});
