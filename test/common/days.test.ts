import { expect } from "chai";
import fc from "fast-check";
import { formatDay, LAST_DAY, parseDay } from "../../common/days.ts";

describe("parseDay", () => {
  it("reads every day that formatDay writes", () => {
    for (let day = 0; day <= LAST_DAY; day++)
      expect(parseDay(formatDay(day))).to.equal(day);
  });

  it("rejects everything else", () => {
    for (const text of [
      "1969-12-31",
      "2149-06-07",
      "0070-01-01",
      "2023-02-29",
      "2100-02-29",
      "2024-04-31",
      "2024-00-10",
      "2024-13-10",
      "2024-01-00",
      "2024-01-32",
      "2024-1-01",
      "2024-01-01 ",
      "",
    ])
      expect(parseDay(text), text).to.equal(undefined);
  });

  it("accepts only those digits that formatDay writes", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789") });
    const date = fc
      .tuple(fc.integer({ min: 1900, max: 2200 }), fc.nat(99), fc.nat(99))
      .map(([year, ...rest]) =>
        [year, ...rest.map((part) => String(part).padStart(2, "0"))].join("-"),
      );
    fc.assert(
      fc.property(fc.oneof(date, digits), (text) => {
        const day = parseDay(text);
        if (day !== undefined) expect(formatDay(day)).to.equal(text);
        else {
          const time = Date.parse(`${text}T00:00:00Z`) / 86_400_000;
          const isOne = /^\d{4}-\d\d-\d\d$/.test(text) && time >= 0;
          if (isOne && time <= LAST_DAY)
            expect(formatDay(time)).not.to.equal(text);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
