import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";

interface Range {
  readonly from: string;
  readonly to: string;
}

/** What the browser imports; this program knows no types of it. */
interface Days {
  addMonths(day: string, months: number): string;
  startOf(day: string, unit: string): string;
  endOf(day: string, unit: string): string;
  shiftRange(range: Range, step: number): Range;
  cutRange(
    range: Range,
    unit: string,
    complete: string,
  ): { first: string; last: string; label: string; isWhole: boolean }[];
}

const file = join(packageRoot, "api/dashboard/page/days.js");
const days = (await import(pathToFileURL(file).href)) as Days;

const shifted = (range: string, step: number) => {
  const [from = "", to = ""] = range.split(" ");
  return Object.values(days.shiftRange({ from, to }, step)).join(" ");
};

describe("the days of the dashboard", () => {
  it("move by their number, and whole or begun months and years by months", () => {
    for (const [range, before, after] of [
      [
        "2024-10-09 2024-10-09",
        "2024-10-08 2024-10-08",
        "2024-10-10 2024-10-10",
      ],
      [
        "2024-02-20 2024-03-05",
        "2024-02-05 2024-02-19",
        "2024-03-06 2024-03-20",
      ],
      [
        "2024-03-01 2024-03-31",
        "2024-02-01 2024-02-29",
        "2024-04-01 2024-04-30",
      ],
      [
        "2024-03-01 2024-03-30",
        "2024-02-01 2024-02-29",
        "2024-04-01 2024-04-30",
      ],
      [
        "2024-01-01 2024-01-20",
        "2023-12-01 2023-12-20",
        "2024-02-01 2024-02-20",
      ],
      [
        "2023-01-01 2023-12-31",
        "2022-01-01 2022-12-31",
        "2024-01-01 2024-12-31",
      ],
      [
        "2024-01-01 2024-10-27",
        "2023-01-01 2023-10-27",
        "2025-01-01 2025-10-27",
      ],
      [
        "2024-02-01 2024-04-30",
        "2023-11-03 2024-01-31",
        "2024-05-01 2024-07-29",
      ],
    ] as const) {
      expect(shifted(range, -1), range).to.equal(before);
      expect(shifted(range, 1), range).to.equal(after);
    }
  });

  it("belong to weeks from Monday, months and years", () => {
    for (const [day, unit, start, end] of [
      ["2024-10-13", "week", "2024-10-07", "2024-10-13"],
      ["2024-10-14", "week", "2024-10-14", "2024-10-20"],
      ["2024-02-29", "month", "2024-02-01", "2024-02-29"],
      ["2023-12-31", "year", "2023-01-01", "2023-12-31"],
      ["2024-10-09", "day", "2024-10-09", "2024-10-09"],
    ] as const) {
      expect(days.startOf(day, unit), day).to.equal(start);
      expect(days.endOf(day, unit), day).to.equal(end);
    }
    expect(days.addMonths("2024-02-29", -12)).to.equal("2023-02-28");
  });

  it("are cut into weeks, of which some are not whole", () => {
    const range = { from: "2024-10-02", to: "2024-10-20" };
    expect(days.cutRange(range, "week", "2024-10-19")).to.deep.equal([
      {
        ...{ first: "2024-10-02", last: "2024-10-06" },
        ...{ label: "2024-09-30", isWhole: false },
      },
      {
        ...{ first: "2024-10-07", last: "2024-10-13" },
        ...{ label: "2024-10-07", isWhole: true },
      },
      {
        ...{ first: "2024-10-14", last: "2024-10-20" },
        ...{ label: "2024-10-14", isWhole: false },
      },
    ]);
  });
});
