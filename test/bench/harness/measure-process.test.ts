import { expect } from "chai";
import { measureProcess } from "../../../bench/harness/measure-process.ts";

describe("measureProcess", () => {
  it("measures a process from start to exit", async () => {
    const script = `console.log(process.env.WORD); setTimeout(() => {}, 200)`;
    const { seconds, stdout } = await node(script);
    expect(stdout).to.equal("said\n");
    expect(seconds).to.be.within(0.2, 20);
  });

  it("reports the peak memory of a process where the system does", async () => {
    const small = await node("");
    const large = await node("Buffer.alloc(2 ** 28, 1)");
    if (small.peakBytes === null || large.peakBytes === null) return;
    expect(large.peakBytes - small.peakBytes).to.be.above(2 ** 27);
    expect(large.cpuSeconds).to.be.above(0);
  });

  it("reports the output of a process that fails", async () => {
    const failure = await node(`console.error("no"); process.exit(3)`).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.match(/ failed \(3\): no\n/);
  });
});

function node(script: string) {
  return measureProcess({
    file: process.execPath,
    args: ["-e", script],
    env: { WORD: "said" },
  });
}
