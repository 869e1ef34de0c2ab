import { expect } from "chai";
import { drawChart } from "../../../bench/harness/chart.ts";
import { formatResults } from "../../../bench/harness/report.ts";
import { spreadOf } from "../../../bench/harness/stats.ts";

describe("the results of a bench", () => {
  it("are a median between a minimum and a maximum", () => {
    expect(spreadOf([3, 1, 2])).to.deep.equal({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 2, 3]).median).to.equal(2.5);
    expect(spreadOf([7])).to.deep.equal({ median: 7, min: 7, max: 7 });
  });

  it("are a table relative to the first", () => {
    const result = (label: string, seconds: number) => {
      const outcome = { seconds, cpuSeconds: 1, peakBytes: null, findings: {} };
      return { name: label, label, events: 1000, outcomes: [outcome] };
    };
    const table = formatResults([result("one", 2), result("two", 5)], "× one");
    const cells = table.split("\n").map((row) => row.trim().split(/ {2,}/));
    expect(cells[1]).to.deep.equal([
      "one",
      "2.00 s",
      "2.00 s",
      "2.00 s",
      "500",
      "1.00 s",
      "–",
      "1.00",
    ]);
    expect(cells[2]?.at(-1)).to.equal("2.50");
  });

  it("are a chart whose bars are proportional to the medians", () => {
    const bar = (label: string, median: number) => {
      const [min, max] = [median, median];
      return { label, median, min, max, ours: false };
    };
    const svg = drawChart("A & B", "note", [
      { heading: "small", bars: [bar("<a>", 2), bar("b", 8)] },
    ]);
    expect(svg).to.contain("A &amp; B").and.to.contain("&lt;a&gt;");
    const widths = [...svg.matchAll(/<rect [^>]* width="([\d.]+)"/g)];
    const [a, b] = widths.map(([, width]) => Number(width));
    expect((b as number) / (a as number)).to.be.closeTo(4, 0.01);
  });
});
