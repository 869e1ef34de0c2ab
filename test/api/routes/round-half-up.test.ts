import { expect } from "chai";
import fc from "fast-check";
import { divideToHundredths } from "../../../api/answers/round-half-up.ts";

describe("divideToHundredths", () => {
  it("rounds exact halves up", () => {
    expect(divideToHundredths(201, 200)).to.equal(1.01);
    expect(divideToHundredths(1, 200)).to.equal(0.01);
    expect(divideToHundredths(3, 200)).to.equal(0.02);
    expect(divideToHundredths(855, 200)).to.equal(4.28);
    expect(divideToHundredths(1, 201)).to.equal(0);
    expect(divideToHundredths(5, 3)).to.equal(1.67);
    expect(divideToHundredths(0, 7)).to.equal(0);
  });

  it("is exact up to the largest whole numbers", () => {
    const largest = Number.MAX_SAFE_INTEGER;
    expect(divideToHundredths(largest, largest)).to.equal(1);
    expect(divideToHundredths(largest, 1)).to.equal(largest);
    expect(divideToHundredths(largest - 1, largest)).to.equal(1);
  });

  it("is off by at most half a hundredth, with ties rounded up", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
        const text = divideToHundredths(a, b).toFixed(2);
        const hundredths = BigInt(text.replace(".", ""));
        const above = 200n * BigInt(a) - 2n * BigInt(b) * hundredths;
        return above >= -BigInt(b) && above < BigInt(b);
      }),
      { numRuns: 2000 },
    );
  });
});
