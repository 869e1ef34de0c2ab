import { expect } from "chai";
import { DIRT_KINDS } from "../../generate/dirt.ts";
import { readGeneratorOptions } from "../../cli/generate/read-generator-options.ts";
import { TouchlineError } from "../../common/errors.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z") / 1000;

function read(line: string) {
  return readGeneratorOptions(line.split(" "), NOW);
}

function fault(line: string): string {
  try {
    read(line);
  } catch (error) {
    if (!(error instanceof TouchlineError)) throw error;
    expect(error.exitCode).to.equal(2);
    return error.message;
  }
  throw new Error(`${line} was taken`);
}

describe("the options of the generate command", () => {
  it("have defaults, except for the number of events", () => {
    expect(read("--events 4000000")).to.deep.equal({
      events: 4_000_000,
      users: 125_000,
      days: 28,
      firstDay: Date.parse("2024-10-07") / 86_400_000,
      seed: 1,
      dirt: 0,
      dirtKinds: DIRT_KINDS,
      countries: ["US", "JP", "DE", "IT"],
      out: undefined,
    });
  });

  it("are all read", () => {
    const line =
      "--events 500 --users 20 --days 3 --start 2025-02-28 --seed 9007199254740991 --dirt .25 --out a.gz";
    expect(read(line)).to.include({
      events: 500,
      users: 20,
      days: 3,
      firstDay: Date.parse("2025-02-28") / 86_400_000,
      seed: Number.MAX_SAFE_INTEGER,
      dirt: 0.25,
      out: "a.gz",
    });
  });

  for (const [line, message] of [
    ["--seed 1", "give the number of events with --events N"],
    ["--events many", "--events many is not a whole number from 1"],
    ["--events 0", "--events 0 is not a whole number from 1"],
    ["--events 1e6", "--events 1e6 is not a whole number from 1"],
    ["--events 9 --users 10", "--users 10 is not a whole number from 1 to 9"],
    ["--events 900000 --users 9", "--users 9 is too few for 900000 events"],
    ["--events 9 --days 0", "--days 0 is not a whole number from 1"],
    ["--events 9 --seed -1", "--seed"],
    ["--events 9 --seed 1.5", "--seed 1.5 is not a whole number from 0"],
    ["--events 9 --dirt 2%", "--dirt 2% is not a number from 0 to 1"],
    ["--events 9 --dirt 1.01", "--dirt 1.01 is not a number from 0 to 1"],
    ["--events 9 --dirt .", "--dirt . is not a number from 0 to 1"],
    ["--events 9 --start 2024-02-30", "--start 2024-02-30 is not a date"],
    ["--events 9 --start 1970-01-01", "--start 1970-01-01 is not a date"],
    ["--events 9 --start 2026-01-01", "start by 2025-12-18"],
    [
      "--events 9 --dirt-kinds blank,blan",
      "--dirt-kinds blan is none of malformed_json, ",
    ],
    ["--events 9 --size 3", "unknown option --size"],
    ["--events 9 more", "Unexpected argument 'more'"],
  ] as const) {
    it(`are rejected: ${line}`, () => {
      expect(fault(line)).to.contain(message);
      expect(fault(line)).to.contain("--help").and.not.contain("\n");
    });
  }

  it("may start a season that ends yesterday", () => {
    expect(read("--events 9 --start 2025-12-18")).to.include({ days: 28 });
  });
});
