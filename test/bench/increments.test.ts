import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { cutSeason, type CutFile } from "../../bench/increments/cut-season.ts";
import {
  compareWithOneRun,
  describeFed,
  drawFed,
  formatFed,
  ONE_RUN,
} from "../../bench/increments/results.ts";
import { BUNDLED_TIMEZONES } from "../../common/countries/bundled-timezones.ts";
import { parseDay, SECONDS_A_DAY } from "../../common/days.ts";
import { generateSeason } from "../../generate/generate-season.ts";
import { readTimezones } from "../../ingest/parse/timezones.ts";
import { runOracle } from "../support/oracle/oracle.ts";

const COUNTRIES = readTimezones(BUNDLED_TIMEZONES);
const FIRST_DAY = parseDay("2024-10-07") as number;
const CUT = { days: 2, parts: 4 };
const OPTIONS = {
  events: 6000,
  users: 200,
  days: 3,
  firstDay: FIRST_DAY,
  seed: 3,
  dirt: 0,
  countries: [...COUNTRIES.keys()],
};

describe("a season cut into files", () => {
  let files: readonly CutFile[];
  let linesOf: ReadonlyMap<string, readonly string[]>;

  before(() => {
    const folder = mkdtempSync(join(tmpdir(), "touchline-cut-"));
    try {
      files = cutSeason(OPTIONS, CUT, folder);
      linesOf = new Map(
        files.map(({ name }) => [name, readLines(join(folder, name))]),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const allLines = () => files.flatMap(({ name }) => linesOf.get(name) ?? []);

  it("has a file for each day, and the last day in equal parts", () => {
    expect(files.map(({ name }) => name)).to.deep.equal([
      ...["day-01.jsonl", "day-02.jsonl"],
      ...["part-01.jsonl", "part-02.jsonl", "part-03.jsonl", "part-04.jsonl"],
    ]);
    const day = SECONDS_A_DAY;
    const starts = [0, day, 2 * day, 2.25 * day, 2.5 * day, 2.75 * day];
    files.forEach(({ name }, at) => {
      const first = FIRST_DAY * day + (starts[at] as number);
      const end = FIRST_DAY * day + (starts[at + 1] ?? Infinity);
      for (const line of linesOf.get(name) ?? []) {
        const event = JSON.parse(line) as { event_timestamp: number };
        expect(event.event_timestamp).to.be.within(first, end - 1);
      }
    });
  });

  it("has all lines of the season, in their order", () => {
    const season = Buffer.concat([...generateSeason(OPTIONS)]).toString();
    expect(`${allLines().join("\n")}\n`).to.equal(season);
    expect(files.map(({ events }) => events)).to.deep.equal(
      files.map(({ name }) => linesOf.get(name)?.length),
    );
  });

  it("has the sums that the rules give after each file", () => {
    let count = 0;
    for (const { events, sums } of files) {
      count += events;
      const lines = allLines()
        .slice(0, count)
        .map((line) => Buffer.from(line));
      const state = runOracle(lines, {
        countries: COUNTRIES,
        now: Date.now() / 1000,
      });
      const sumOf = <T>(rows: readonly T[], value: (row: T) => number) =>
        rows.reduce((sum, row) => sum + value(row), 0);
      const { sessionData, matchData } = state;
      expect(sums).to.deep.equal({
        registrations: state.registrationData.length,
        sessions: sumOf(sessionData, (row) => row.session_count),
        time_spent_in_game: sumOf(sessionData, (row) => row.time_spent_in_game),
        session_data_rows: sessionData.length,
        matches: state.matches.length,
        total_duration: sumOf(matchData, (row) => row.total_duration),
        points_home: sumOf(matchData, (row) => row.total_points_home),
        points_away: sumOf(matchData, (row) => row.total_points_away),
      });
    }
  });
});

describe("the results of a season file by file", () => {
  const cut = { days: 2, parts: 2 };
  const result = (name: string, ...runs: number[][]) =>
    describeFed(
      {
        ...{ name, label: name, events: 10 },
        outcomes: runs.map((seconds) => ({
          ...{ seconds: 0, cpuSeconds: 1, peakBytes: 2 ** 20, findings: {} },
          files: seconds.map((each) => ({ seconds: each, sums: {} })),
        })),
      },
      { cut },
    );
  const results = [
    result("touchline", [1, 2, 0.5, 0.5], [1, 4, 0.5, 0.7]),
    result(ONE_RUN, [2], [2]),
    result("peer", [3, 5, 4, 4], [3, 5, 4, 4]),
  ];

  it("are sums over the days and over the parts of the last day", () => {
    expect(results[0]?.days).to.deep.equal({ median: 4, min: 3, max: 5 });
    expect(results[0]?.parts?.median).to.be.closeTo(1.1, 1e-9);
    expect(results[1]?.parts).to.equal(null);
  });

  it("are a table relative to the first, and to one run", () => {
    const rows = formatFed(results, { cut }).split("\n");
    const cells = rows.map((row) => row.trim().split(/ {2,}/));
    expect(cells[2]).to.deep.equal([
      ...[ONE_RUN, "2.00 s", "0.50", "–", "–", "1.0 s", "1 MiB"],
    ]);
    expect(cells[3]?.slice(1, 5)).to.deep.equal([
      ...["8.00 s", "2.00", "8.00 s", "7.27"],
    ]);
    expect(compareWithOneRun(results)).to.deep.equal([
      "touchline: the daily files take 2.00 times as long as one run over all of them",
    ]);
  });

  it("are a chart with the days and the parts of each size", () => {
    const size = { input: { events: 4000 }, results } as never;
    const svg = drawFed([size], { cut });
    expect(svg).to.contain(">4,000 events: 2 daily files<");
    expect(svg).to.contain(">4,000 events: the next day in 2 files<");
    expect(svg.match(/<rect /g)).to.have.length(5);
  });
});

function readLines(path: string): string[] {
  return readFileSync(path, "utf8").trimEnd().split("\n");
}
