import { expect } from "chai";
import { roundToHundredths } from "./round-to-hundredths.ts";

describe("roundToHundredths", () => {
  const cases: [numerator: number, denominator: number, rounded: number][] = [
    [0, 7, 0],
    [5, 3, 1.67],
    [4, 3, 1.33],
    [1, 200, 0.01],
    [1, 201, 0],
    [201, 200, 1.01],
    [10049, 10000, 1],
    [2675, 1000, 2.68],
    [8575, 1000, 8.58],
    [1_000_000_005, 1000, 1_000_000.01],
    [1_000_000_004, 1000, 1_000_000],
    [11300, 780, 14.49],
  ];
  for (const [numerator, denominator, rounded] of cases) {
    it(`rounds ${numerator} / ${denominator} to ${rounded}`, () => {
      expect(roundToHundredths(numerator, denominator)).to.equal(rounded);
    });
  }
});
