import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import {
  buildRegistration,
  OTHER_USER_ID,
  writeUsual,
} from "../../support/events/events.ts";
import { lendWorkspace, PING } from "../../support/command/lend-workspace.ts";

const ELSEWHERE = (id: number, user: string, country: string) =>
  writeUsual(buildRegistration({ country, user_id: user }, { event_id: id }));

describe("the replay command", () => {
  const workspace = lendWorkspace();
  const rejected = async () =>
    (
      await workspace().sql([
        "--format",
        "TSV",
        "SELECT source_run_id, file_number, line, reason FROM rejected_events ORDER BY ALL",
      ])
    ).stdout;

  const WRONG: Record<string, string> = {
    "--reason duplicate_event": "it is final",
    "--reason match_unpaired": "needs no replay",
    "--reason x": "none of malformed_json",
    "--run x": "is not the number of a run",
    "--run -1": "--run -1 is not the number of a run",
    "--from x": "is not a date",
    FILE: "Unexpected argument",
  };
  for (const [args, message] of Object.entries(WRONG))
    it(`rejects "${args}"`, async () => {
      const { status, stderr } = await workspace().run(
        "replay",
        args.split(" "),
      );
      expect(status).to.equal(2);
      expect(stderr)
        .to.contain(message)
        .and.to.contain("npx touchline replay --help");
    });

  it("reports that there is nothing to replay", async () => {
    // A dry run creates the database, and publishes nothing.
    const file = workspace().write("first.jsonl", PING);
    await workspace().ingest(["--dry-run", file]);
    const { status, stderr } = await workspace().run("replay", []);
    expect(status).to.equal(0);
    expect(stderr).to.match(/^No rejected line to replay: 0 lines/);
  });

  it("judges lines again, and leaves each in one place", async () => {
    const long = `{"long": "${"x".repeat(70_000)}"}`;
    const first = workspace().write(
      "first.jsonl",
      `${ELSEWHERE(1, "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "ZZ")}\n${PING}\n\n{}\n${long}\n`,
    );
    const second = workspace().write(
      "second.json",
      `[{"a":\n1}, ${ELSEWHERE(3, OTHER_USER_ID, "XX")}]`,
    );
    const zones = workspace().write(
      "zones.jsonl",
      '{"country": "ZZ", "timezone": "Europe/Paris"}',
    );
    await workspace().ingest([first, second]);
    const before = await rejected();
    const dry = await workspace().run("replay", [
      "--dry-run",
      "--timezones",
      zones,
    ]);
    expect(dry.stderr).to.match(/^Dry run, nothing published: 4 lines/);
    expect(await rejected()).to.equal(before);

    const { status, stdout, stderr } = await workspace().run("replay", [
      "--json",
      "--workers",
      "1",
      "--timezones",
      zones,
    ]);
    expect(status).to.equal(0);
    const { seconds, examples, ...summary } = JSON.parse(stdout) as {
      seconds: number;
      examples: Record<string, { file: string; detail: string }>;
    };
    expect(seconds).to.be.above(0);
    expect(summary).to.deep.equal({
      run_id: 2,
      lines: 4,
      blank: 0,
      accepted: 1,
      rejected: { invalid_event_id: 2, unknown_country: 1 },
      admitted: 1,
      clipped: 1,
    });
    expect(examples["unknown_country"]).to.include({
      ...{ file: second, line: 2 },
      detail: 'country is "XX": not in the time zones file',
    });
    expect(stderr)
      .to.contain("first.jsonl:4 ")
      .and.to.contain("second.json:2 ");
    expect(await rejected()).to.equal(
      [
        "1\t1\t5\tinvalid_event_id",
        "2\t1\t4\tinvalid_event_id",
        "2\t2\t1\tinvalid_event_id",
        "2\t2\t2\tunknown_country",
        "",
      ].join("\n"),
    );
    const again = await workspace().run("replay", ["--timezones", zones]);
    expect(again.stderr).to.match(/^Every line is rejected as before/);
    expect((await workspace().run("verify", [])).status).to.equal(0);
    const runs = await workspace().run("runs", ["--limit", "1"]);
    expect(runs.stdout).to.match(/^ *2 .* replay /m);
    await workspace().expectTidy();
  });

  it("fails for a run that does not exist", async () => {
    expect(await workspace().run("replay", ["--run", "99"])).to.deep.equal(
      failure(1, "there is no run 99: npx touchline runs lists the newest"),
    );
    await workspace().expectTidy();
  });

  it("replays only lines of one run or reason", async () => {
    const { stdout } = await workspace().run("replay", [
      "--json",
      "--dry-run",
      "--run",
      "2",
      "--reason",
      "unknown_country",
    ]);
    expect(JSON.parse(stdout)).to.include({ lines: 1, clipped: 0 });
  });
});
