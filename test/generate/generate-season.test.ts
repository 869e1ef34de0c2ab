import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
  generateSeason,
  type ExpectedCounts,
  type GeneratorOptions,
} from "../../generate/generate-season.ts";
import { formatUsual } from "../../generate/layout.ts";
import { readGeneratorOptions } from "../../cli/generate/read-generator-options.ts";
import { writeSeason } from "../../generate/write-season.ts";
import { packageRoot } from "../../common/package-root.ts";
import { REASONS } from "../../common/reasons.ts";
import { runOracle, type OracleState } from "../support/oracle/oracle.ts";

const ZONES = new Map([
  ["US", "America/New_York"],
  ["Åland", "Europe/Mariehamn"],
]);

const CLEAN: GeneratorOptions = {
  events: 6_000,
  users: 200,
  days: 10,
  firstDay: 20_003,
  seed: 5,
  countries: [...ZONES.keys()],
  dirt: 0,
};

/** The keys of each type's lines, as in a season file. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  registration: ["country", "user_id", "device_os"],
  session_ping: ["user_id", "type"],
  match: [
    "match_id",
    "home_user_id",
    "away_user_id",
    "home_goals_scored",
    "away_goals_scored",
  ],
};

interface Generated {
  readonly bytes: Buffer;
  readonly lines: readonly Buffer[];
  readonly expected: ExpectedCounts;
}

function generate(changes: Partial<GeneratorOptions> = {}): Generated {
  const season = generateSeason({ ...CLEAN, ...changes });
  const chunks: Buffer[] = [];
  let step = season.next();
  for (; !step.done; step = season.next()) chunks.push(step.value);
  const bytes = Buffer.concat(chunks);
  return { bytes, lines: splitLines(bytes), expected: step.value };
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf("\n", start);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function judge(lines: readonly Buffer[]): OracleState {
  const now = (CLEAN.firstDay + CLEAN.days + 2) * 86_400;
  return runOracle(lines, { countries: ZONES, now });
}

function countsOf(lines: readonly Buffer[]): ExpectedCounts {
  const { blank, accepted, rejectedByReason } = judge(lines);
  return { lines: lines.length, blank, accepted, rejected: rejectedByReason };
}

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

describe("a generated season", () => {
  const clean = generate();

  it("is the same for the same seed, and differs for another", () => {
    expect(generate().bytes.equals(clean.bytes)).to.be.true;
    expect(generate({ seed: 6 }).bytes.equals(clean.bytes)).to.be.false;
    // Seeds beyond 32 bits count in full.
    const far = generate({ seed: CLEAN.seed + 2 ** 32 });
    expect(far.bytes.equals(clean.bytes)).to.be.false;
  });

  it("has exactly the requested events", () => {
    for (const events of [1, 2, 3, 7, 64, 999]) {
      const users = Math.ceil(events / 32);
      const { lines, expected } = generate({ events, users });
      expect(lines).to.have.length(events);
      expect(expected).to.deep.equal({
        lines: events,
        blank: 0,
        accepted: events,
        rejected: {},
      });
    }
  });

  it("is in the usual layout, in time order, with ids from 0", () => {
    let last = 0;
    clean.lines.forEach((bytes, index) => {
      const line = bytes.toString();
      const event = JSON.parse(line) as Record<string, unknown>;
      expect(formatUsual(event)).to.equal(line);
      expect(Object.keys(event)).to.deep.equal([
        "event_id",
        "event_type",
        "event_timestamp",
        "event_data",
      ]);
      expect(Object.keys(event["event_data"] as object)).to.deep.equal(
        KEYS[event["event_type"] as string],
      );
      expect(event["event_id"]).to.equal(index);
      expect(event["event_timestamp"]).to.be.at.least(last);
      last = event["event_timestamp"] as number;
    });
  });

  it("is accepted as a whole, with sessions and matches", () => {
    const { accepted, registrationData, sessions, matches } = judge(
      clean.lines,
    );
    expect(accepted).to.equal(CLEAN.events);
    expect(registrationData).to.have.length(CLEAN.users);
    expect(sessions.length).to.be.within(300, 900);
    expect(matches.length).to.be.within(80, 200);
  });
});

describe("the dirt of a generated season", () => {
  it("has the requested number of lines, and some for every reason", () => {
    const { lines, expected } = generate({ dirt: 0.05 });
    expect(lines).to.have.length(6_300);
    expect(expected.lines).to.equal(6_300);
    expect(expected.accepted).to.equal(6_000);
    expect(expected.blank + totalOf(expected.rejected)).to.equal(300);
    expect(expected.blank).to.be.greaterThan(0);
    expect(Object.keys(expected.rejected)).to.deep.equal(
      REASONS.filter((reason) => !reason.startsWith("outside_")),
    );
  });

  it("has the counts that the rules require", () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { lines, expected } = generate({ seed, dirt: 0.5 });
      expect(countsOf(lines)).to.deep.equal(expected);
    }
    for (let events = 1; events <= 40; events++) {
      const users = 1 + (events % Math.min(events, 4));
      const few = generate({ events, users, seed: events, dirt: 1 });
      expect(countsOf(few.lines)).to.deep.equal(few.expected);
    }
  });

  it("does not affect the events that count", () => {
    const clean = judge(generate().lines);
    const dirty = judge(generate({ dirt: 1 }).lines);
    expect(dirty.registrationData).to.deep.equal(clean.registrationData);
    expect(dirty.sessions).to.deep.equal(clean.sessions);
    expect(dirty.matches).to.deep.equal(clean.matches);
  });
});

describe("a season written to a file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "touchline-generate-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("has its expected counts beside it, and is compressed according to its name", async () => {
    const options = { ...CLEAN, dirt: 0.1 };
    const { bytes, expected } = generate(options);
    for (const name of ["events.jsonl", "events.jsonl.gz"]) {
      const path = join(folder, name);
      expect(await writeSeason(options, path)).to.deep.equal(expected);
      const written = await readFile(path);
      const plain = name.endsWith(".gz") ? gunzipSync(written) : written;
      expect(plain.equals(bytes)).to.be.true;
      const beside = await readFile(`${path}.expected.json`, "utf8");
      expect(JSON.parse(beside)).to.deep.equal(expected);
    }
  });

  it("reports which file cannot be written", async () => {
    const path = join(folder, "nowhere", "events.jsonl");
    const error: unknown = await writeSeason(CLEAN, path).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.an("error");
    expect(String(error)).to.contain(`cannot write ${path}: ENOENT`);
  });
});

describe("the bundled sample", () => {
  const sample = join(packageRoot, "bench/sample");

  it("is small, and equals the output of the command in its README", async () => {
    const readme = await readFile(join(sample, "README.md"), "utf8");
    const args =
      /npx touchline generate (.*)/.exec(readme)?.[1]?.split(" ") ?? [];
    const options = readGeneratorOptions(args, Date.now() / 1000);
    const { bytes, expected } = generate(options);

    const path = join(sample, "events.jsonl.gz");
    expect(gunzipSync(await readFile(path)).equals(bytes)).to.be.true;
    expect((await stat(path)).size).to.be.lessThan(1_000_000);
    const beside = await readFile(join(sample, "expected.json"), "utf8");
    expect(JSON.parse(beside)).to.deep.equal(expected);
  });
});
