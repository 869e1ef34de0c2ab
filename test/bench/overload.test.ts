import { expect } from "chai";
import { choosePaths } from "../../bench/overload/choose-paths.ts";
import { drawLoad } from "../../bench/overload/draw-load.ts";

describe("the chart of an overload", () => {
  it("has bars proportional to the requests served and refused", () => {
    const svg = drawLoad(100, [
      { factor: 1, served: 100, refused: 0, p99: 41.6 },
      { factor: 4, served: 90, refused: 310, p99: 2100 },
    ]);
    const heightsOf = (kind: string) =>
      [
        ...svg.matchAll(
          new RegExp(`<rect class="${kind}"[^>]* height="([\\d.]+)"`, "g"),
        ),
      ].map(([, height]) => Number(height));
    const [once = 0, fourTimes = 0] = heightsOf("served");
    expect(fourTimes / once).to.be.closeTo(0.9, 0.01);
    expect(heightsOf("refused")[0]).to.equal(0);
    expect((heightsOf("refused")[1] ?? 0) / once).to.be.closeTo(3.1, 0.01);
    expect(svg).to.contain(">42 ms<").and.to.contain(">2100 ms<");
    expect(svg).to.contain("4 times: 90 served, 310 refused");
  });
});

describe("the requests of an overload", () => {
  it("ask about no user twice before all, nor for an answer twice", () => {
    const users = Array.from({ length: 100 }, (_, at) => `user-${at}`);
    const nextPath = choosePaths(users, ["2024-10-07", "2024-10-08"], 1);
    const paths = Array.from({ length: 300 }, nextPath);
    expect(new Set(paths).size).to.equal(300);
    for (const at of [0, 100, 200])
      expect(
        new Set(
          paths
            .slice(at, at + 100)
            .map(
              (path) => /user-\d+/.exec(path.replace("user-stats", ""))?.[0],
            ),
        ).size,
      ).to.equal(100);
  });
});
