import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import {
  buildPing,
  buildRegistration,
  OTHER_USER_ID,
  writeUsual,
} from "../../support/events/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

/** The detail of the line "{". */
const CUT_OFF =
  'the line ends after character 1: expected a key in double quotes or "}"; if a value goes on over several lines, name the file .json';

const KEYS = [
  "run_id",
  "lines",
  "blank",
  "accepted",
  "rejected",
  "admitted",
  "seconds",
  "examples",
];

describe("the ingest command, used wrongly", () => {
  const workspace = lendWorkspace();
  const dataDir = () => join(workspace().folder, "data");

  const WRONG: Record<string, string> = {
    "": "name at least one file, or - for standard input",
    "--bogus FILE": "unknown option --bogus (",
    "--tiemzones FILE":
      "unknown option --tiemzones; did you mean --timezones? (",
    "FILE --from": "--from needs a value",
    "--from --to FILE": "--from needs a value",
    "--dry-run=yes FILE": "Option '--dry-run' does not take an argument",
    "--from 9.10.2024 FILE": "--from 9.10.2024 is not a date (YYYY-MM-DD)",
    "--to 2024-02-30 FILE": "--to 2024-02-30 is not a date (YYYY-MM-DD)",
    "--from 2024-02-03 --to 2024-02-02 FILE":
      "--from 2024-02-03 is after --to 2024-02-02",
    "--workers 0 FILE": "--workers 0 is not a whole number from 1 to 256",
    "--workers x FILE": "--workers x is not a whole number from 1 to 256",
    "--max-rejected x FILE":
      "--max-rejected x is not a number of lines, nor a share such as 1.5%",
    "--max-rejected 101% FILE":
      "--max-rejected 101% is not a number of lines, nor a share such as 1.5%",
    "--timezones= FILE": "a file name is empty",
    "- FILE -": "standard input (-) can be read only once",
  };

  for (const [args, message] of Object.entries(WRONG)) {
    it(`rejects "${args}" before it opens anything`, async () => {
      const file = workspace().write("events.jsonl", REGISTRATION);
      const given = args.split(" ").filter((arg) => arg !== "");
      const { status, stdout, stderr } = await workspace().ingest(
        given.map((arg) => (arg === "FILE" ? file : arg)),
        { env: { DATA_DIR: dataDir() } },
      );
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr).to.match(
        /^touchline: .+ \(npx touchline ingest --help lists the options\)\n$/,
      );
      expect(stderr).to.contain(message);
      expect(existsSync(dataDir())).to.be.false;
    });
  }

  it("rejects a wrong environment, and names each wrong variable", async () => {
    const file = workspace().write("events.jsonl", REGISTRATION);
    const env = {
      DATA_DIR: dataDir(),
      PORT: "abc",
      CLICKHOUSE_DATABASE: "a b",
    };
    expect(await workspace().ingest([file], { env })).to.deep.equal(
      failure(
        2,
        'CLICKHOUSE_DATABASE="a b" is not a name of letters, digits and _; PORT="abc" is not a port from 0 to 65535',
      ),
    );
    expect(existsSync(dataDir())).to.be.false;
  });

  it("prints its usage with --help", async () => {
    const { status, stdout, stderr } = await workspace().ingest(["--help"]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.match(/^Usage: npx touchline ingest \[options\] FILE…\n/);
  });
});

describe("the ingest command", () => {
  const workspace = lendWorkspace();

  it("publishes a file, and reports to people on standard error", async () => {
    const file = workspace().write("a.jsonl", `${REGISTRATION}\n\n{\n${PING}`);
    const { status, stdout, stderr } = await workspace().ingest([file]);
    expect({ status, stdout }).to.deep.equal({ status: 0, stdout: "" });
    expect(stderr).to.match(/^Run 1 published: 4 lines in /);
    expect(stderr).to.match(/\n {2}accepted +2\n {2}rejected +1\n/);
    expect(stderr).to.contain(`malformed_json  1  ${file}:3  ${CUT_OFF}\n`);
    await workspace().expectTidy();
  });

  it("accepts nothing of the same file again, and reports it", async () => {
    const file = workspace().write("a.jsonl", `${REGISTRATION}\n\n{\n${PING}`);
    const { status, stderr } = await workspace().ingest([file]);
    expect(status).to.equal(0);
    expect(stderr).to.match(/^Run 2 published: 4 lines in /);
    expect(stderr).to.contain("\n  Nothing new: no line was accepted.\n");
    expect(stderr).to.match(/\n {2}duplicate_event +2 /);
  });

  it("prints one object on standard output with --json", async () => {
    const lines = [`{`, ``, writeUsual(buildPing({}, { event_id: 3 }))];
    const file = workspace().write("b.jsonl", lines.join("\n"));
    const json = await workspace().ingest(["--json", file]);
    expect(json.status).to.equal(0);
    expect(json.stderr).to.match(/^Run 3 published: 3 lines in /);
    expect(json.stdout).to.match(/^\{[^\n]*\}\n$/);
    const summary = JSON.parse(json.stdout) as Record<string, unknown>;
    expect(Object.keys(summary)).to.deep.equal(KEYS);
    expect(summary["seconds"]).to.be.greaterThan(0);
    expect({ ...summary, seconds: 0 }).to.deep.equal({
      run_id: 3,
      lines: 3,
      blank: 1,
      accepted: 1,
      rejected: { malformed_json: 1 },
      admitted: 0,
      seconds: 0,
      examples: {
        malformed_json: { file, line: 1, detail: CUT_OFF, values: [] },
      },
    });
  });

  it("publishes nothing with --dry-run", async () => {
    const line = writeUsual(buildPing({}, { event_id: 4 }));
    const file = workspace().write("c.jsonl", line);
    await workspace().expectUnchanged(async () => {
      const args = ["--dry-run", "--json", file];
      const { status, stdout, stderr } = await workspace().ingest(args);
      expect(status).to.equal(0);
      expect(JSON.parse(stdout)).to.include({ run_id: null, accepted: 1 });
      expect(stderr).to.match(/^Dry run, nothing published: 1 lines in /);
    });
  });

  it("ignores a closed output", async () => {
    const file = workspace().write("c.jsonl", PING);
    const { stderr } = await workspace().runProcess(
      "ingest",
      ["--dry-run", "--json", file],
      { prefix: ["sh", "-c", '"$@" | :', "sh"] },
    );
    expect(stderr).to.match(/^Dry run, nothing published: 1 lines in /);
    expect(stderr).not.to.contain("EPIPE");
    await workspace().expectTidy();
  });

  it("reads standard input and files in the order of the arguments", async () => {
    const at = (event_id: number, country: string) =>
      writeUsual(buildRegistration({ country }, { event_id }));
    const first = workspace().write("first.jsonl", at(10, "Nowhere"));
    const last = workspace().write("last.jsonl", `${at(10, "Nowhere")}\n{`);
    const { status, stderr } = await workspace().ingest([first, "-", last], {
      input: `${PING}\n${at(11, "Nowhere")}`,
    });
    expect(status).to.equal(0);
    expect(stderr).to.contain(`unknown_country  3  ${first}:1  `);
    expect(stderr).to.contain(`duplicate_event  1  -:1  `);
    expect(stderr).to.contain(`malformed_json   1  ${last}:2  `);
    const sql = "SELECT file, line FROM rejected_events WHERE run_id = 4";
    const { stdout } = await workspace().sql([
      "--format=TSV",
      `${sql} ORDER BY file_number, line`,
    ]);
    expect(stdout).to.equal(
      [`${first}\t1`, "-\t1", "-\t2", `${last}\t1`, `${last}\t2`, ""].join(
        "\n",
      ),
    );
  });
});

describe("the ingest command with --max-rejected", () => {
  const workspace = lendWorkspace();
  /** Of 10 lines 2 are blank, 5 accepted and 3 rejected. */
  const LINES = [
    REGISTRATION,
    ...[2, 3, 4, 5].map((id) => writeUsual(buildPing({}, { event_id: id }))),
    "{",
    "[]",
    REGISTRATION,
    "",
    "\t",
  ].join("\n");

  before(async () => {
    const other = { user_id: OTHER_USER_ID };
    const line = writeUsual(buildRegistration(other, { event_id: 100 }));
    const file = workspace().write("first.jsonl", line);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  for (const limit of ["2", "37.4%"]) {
    it(`publishes nothing when 3 of 8 exceed ${limit}`, async () => {
      const file = workspace().write("a.jsonl", `${LINES}\n`);
      await workspace().expectUnchanged(async () => {
        const args = ["--max-rejected", limit, "--json", file];
        expect(await workspace().ingest(args)).to.deep.equal(
          failure(
            3,
            `3 of 8 lines were rejected, more than --max-rejected allows; nothing was published. Most often: malformed_json, 2 times, first in ${file}:6: ${CUT_OFF}`,
          ),
        );
      });
    });
  }

  for (const limit of ["3", "37.5%"]) {
    it(`accepts 3 rejected of 8 with ${limit}`, async () => {
      const file = workspace().write("a.jsonl", `${LINES}\n`);
      const args = ["--max-rejected", limit, "--dry-run", file];
      expect((await workspace().ingest(args)).status).to.equal(0);
    });
  }
});
