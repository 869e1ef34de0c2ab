import { expect } from "chai";
import { dayOf, formatDay } from "../../../common/days.ts";
import { buildPing, NOON, writeUsual } from "../../support/events/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

/** The day after the one of the events. */
const NEXT_DAY = "2024-10-10";

const LATE_PING = writeUsual(
  buildPing({}, { event_id: 3, event_timestamp: NOON + 600 }),
);

const NEVER_FORGOTTEN = "no raw events were ever forgotten, and none are due";

/** A ping of now. */
const RECENT_PING = writeUsual(
  buildPing(
    {},
    { event_id: 9, event_timestamp: Math.floor(Date.now() / 1000) },
  ),
);

/** Days ago, and the date of it. */
const daysAgo = (days: number) => formatDay(dayOf(Date.now() / 1000) - days);

describe("the forget command", () => {
  const workspace = lendWorkspace();

  for (const [args, message] of [
    [
      "--days 3 --before 2024-10-10",
      "give only one of --before, --days and --reopen",
    ],
    ["--before 2024-02-30", "--before 2024-02-30 is not a date"],
    ["--before 2149-06-06", "is later than today"],
    ["--reopen 2024-10-10 --dry-run", "--reopen forgets nothing"],
    ["--reopen 1970-01-01", "is not a date from 1970-01-02 on"],
    ["--days 0", "--days 0 is not a whole number from 1 to 99999"],
    ["--days 1.5", "--days 1.5 is not a whole number"],
    ["--wait soon --days 3", "--wait soon is not a number of seconds"],
    ["--bogus", "unknown option --bogus"],
    ["something", "Unexpected argument"],
  ] as const)
    it(`rejects "${args}"`, async () => {
      const given = args.split(" ").filter((arg) => arg !== "");
      const { status, stdout, stderr } = await workspace().run("forget", given);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr)
        .to.contain(message)
        .and.to.contain("npx touchline forget --help");
    });

  it("reports that there is nothing to forget", async () => {
    // A dry run creates the database, and publishes nothing.
    const file = workspace().write("events.jsonl", PING);
    await workspace().ingest(["--dry-run", file]);
    const args = ["--before", NEXT_DAY];
    expect(await workspace().run("forget", args)).to.deep.equal({
      status: 0,
      stdout: `Nothing to forget: ${NEVER_FORGOTTEN}.\n`,
      stderr: "",
    });
    const { stdout } = await workspace().run("forget", [...args, "--json"]);
    expect(JSON.parse(stdout)).to.include({ run_id: null, horizon: null });
  });

  it("reports what a dry run would remove, and then what was removed", async () => {
    const file = workspace().write(
      "events.jsonl",
      `${REGISTRATION}\n${PING}\n{}\n`,
    );
    await workspace().ingest([file]);
    await workspace().expectUnchanged(async () => {
      const { stdout } = await workspace().run("forget", []);
      expect(stdout).to.equal(`Nothing to forget: ${NEVER_FORGOTTEN}.\n`);
      const dry = await workspace().run("forget", [
        ...["--before", NEXT_DAY, "--dry-run"],
      ]);
      expect(dry).to.deep.equal({
        status: 0,
        stdout: `Dry run, nothing forgotten. Of the raw events from before 2024-10-10 would go:
  session pings   1
  rejected lines  0
`,
        stderr: "",
      });
    });
    const { status, stdout } = await workspace().run("forget", [
      ...["--before", NEXT_DAY, "--json"],
    ]);
    expect(status).to.equal(0);
    const { seconds, ...gone } = JSON.parse(stdout) as Record<string, unknown>;
    expect(seconds).to.be.a("number");
    expect(gone).to.deep.equal({
      run_id: 2,
      horizon: NEXT_DAY,
      session_pings: 1,
      held_pings: 0,
      rejected_lines: 0,
    });
    for (const args of [[], ["--before", "2024-10-09"], ["--days", "1"]])
      expect((await workspace().run("forget", args)).stdout).to.equal(
        "Nothing to forget: raw events stay from 2024-10-10 on.\n",
      );
    expect((await workspace().run("verify", [])).status).to.equal(0);
    await workspace().expectTidy();
  });

  it("makes ingest reject late pings, which are not replayed", async () => {
    const file = workspace().write("late.jsonl", `${LATE_PING}\n`);
    const { stdout, stderr } = await workspace().ingest(["--json", file]);
    expect(JSON.parse(stdout)).to.deep.include({
      accepted: 0,
      rejected: { outside_retention: 1 },
    });
    expect(stderr).to.match(/^ {2}outside_retention +1 +\S*late\.jsonl:1 /m);
    const replay = await workspace().run("replay", [
      ...["--reason", "outside_retention"],
    ]);
    expect(replay.status).to.equal(2);
    expect(replay.stderr).to.contain(
      "cannot be replayed: send such events again",
    );
  });

  it("is listed with its day among the runs", async () => {
    const { stdout } = await workspace().run("runs", []);
    expect(stdout).to.match(
      /^ +2 +\S+ \S+ +forget +reported +0 +0 +0 +0 +\S+ +raw events from before 2024-10-10$/m,
    );
    const { stdout: json } = await workspace().run("runs", ["--json"]);
    const runs = JSON.parse(json) as Record<string, unknown>[];
    expect(
      runs.map(({ run_id, kind, horizon }) => ({ run_id, kind, horizon })),
    ).to.deep.equal([
      { run_id: 3, kind: "ingest", horizon: null },
      { run_id: 2, kind: "forget", horizon: NEXT_DAY },
      { run_id: 1, kind: "ingest", horizon: null },
    ]);
  });
});

describe("RETENTION_DAYS", () => {
  const workspace = lendWorkspace();
  const env = { RETENTION_DAYS: "30" };

  const kinds = async (): Promise<unknown[]> => {
    const { stdout } = await workspace().run("runs", ["--json"]);
    return (JSON.parse(stdout) as Record<string, unknown>[])
      .map(({ kind, horizon }) => [kind, horizon])
      .reverse();
  };

  for (const wrong of ["0", "1.5", "-3", "ever", "100000"])
    it(`is rejected as ${wrong}`, async () => {
      const { status, stderr } = await workspace().ingest(["-"], {
        ...{ input: "", env: { RETENTION_DAYS: wrong } },
      });
      expect({ status, stderr }).to.deep.equal({
        status: 2,
        stderr: `touchline: RETENTION_DAYS="${wrong}" is not a whole number of days from 1 to 99999\n`,
      });
    });

  it("has no effect in a dry run, or when a run fails", async () => {
    const file = workspace().write("events.jsonl", `${PING}\n`);
    for (const args of [["--dry-run"], ["--max-rejected", "0"]])
      await workspace().ingest([...args, file], { env });
    expect(await kinds()).to.deep.equal([]);
  });

  it("makes each ingest forget and report it, beside its one JSON object", async () => {
    const file = workspace().write(
      "events.jsonl",
      `${REGISTRATION}\n${PING}\n${RECENT_PING}\n`,
    );
    const { status, stdout, stderr } = await workspace().ingest(
      ["--json", file],
      { env },
    );
    expect(status).to.equal(0);
    const { seconds, ...summary } = JSON.parse(stdout) as Record<
      string,
      unknown
    >;
    expect(seconds).to.be.a("number");
    expect(summary).to.deep.equal({
      ...{ run_id: 1, lines: 3, blank: 0, accepted: 3 },
      ...{ rejected: {}, admitted: 0, examples: {} },
    });
    const horizon = daysAgo(30);
    expect(stderr).to.match(
      new RegExp(
        `^Run 1 published: [^]*\nRun 2 has forgotten the raw events from before ${horizon}: 1 session pings, 0 rejected lines\\.\n$`,
      ),
    );
    expect(await kinds()).to.deep.equal([
      ["ingest", null],
      ["forget", horizon],
    ]);
    expect((await workspace().run("verify", [])).status).to.equal(0);
  });

  it("moves the horizon only when it is due", async () => {
    const file = workspace().write("more.jsonl", `${LATE_PING}\n`);
    const { stderr } = await workspace().ingest([file], { env });
    expect(stderr)
      .to.contain("outside_retention")
      .and.not.to.contain("has forgotten");
    const longer = { RETENTION_DAYS: "31" };
    await workspace().ingest([file], { env: longer });
    const shorter = { RETENTION_DAYS: "29" };
    await workspace().ingest([file], { env: shorter });
    expect(await kinds()).to.deep.equal([
      ["ingest", null],
      ["forget", daysAgo(30)],
      ["ingest", null],
      ["ingest", null],
      ["ingest", null],
      ["forget", daysAgo(29)],
    ]);
    await workspace().expectTidy();
  });
});
