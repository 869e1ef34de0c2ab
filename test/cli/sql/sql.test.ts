import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import {
  buildPing,
  buildRegistration,
  NOON,
  writeUsual,
} from "../../support/events/events.ts";
import { lendWorkspace } from "../../support/command/lend-workspace.ts";

const HELP = "(npx touchline sql --help lists the options)";

describe("the sql command", () => {
  const workspace = lendWorkspace();

  before(async () => {
    // The second run extends the session of the first one.
    const runs = [
      [
        buildRegistration({}, { event_id: 1 }),
        buildPing({}, { event_id: 2, event_timestamp: NOON + 30 }),
      ],
      [buildPing({}, { event_id: 3, event_timestamp: NOON + 90 })],
    ];
    for (const events of runs) {
      const lines = events.map(writeUsual).join("\n");
      const file = workspace().write("events.jsonl", lines);
      expect((await workspace().ingest([file])).status).to.equal(0);
    }
  });

  async function read(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await workspace().sql(args);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    return stdout;
  }

  it("prints a table", async () => {
    expect(
      await read("SELECT run_id, lines FROM runs ORDER BY run_id"),
    ).to.equal(
      [
        "   ┌─run_id─┬─lines─┐",
        "1. │      1 │     2 │",
        "2. │      2 │     1 │",
        "   └────────┴───────┘",
        "",
      ].join("\n"),
    );
  });

  it("prints any format, in any upper or lower case", async () => {
    const sql = "SELECT run_id, lines FROM runs ORDER BY run_id;";
    expect(await read("--format", "CSVWithNames", sql)).to.equal(
      '"run_id","lines"\n1,2\n2,1\n',
    );
    expect(await read("--format", "jsoneachrow", sql)).to.equal(
      '{"run_id":1,"lines":2}\n{"run_id":2,"lines":1}\n',
    );
  });

  it("reads exact rows, times in UTC", async () => {
    const sql = `SELECT session_start, session_end, session_count, time_spent_in_game
      FROM sessions, session_data`;
    expect(await read("--format=TSV", sql)).to.equal(
      "2024-10-09 12:00:30\t2024-10-09 12:01:30\t1\t60\n",
    );
  });

  it("changes the database with --write", async () => {
    const make = "CREATE TABLE note (a UInt8) ENGINE = MergeTree ORDER BY a";
    expect(await read("--write", make)).to.equal("");
    expect(await read("--write", "INSERT INTO note VALUES (1), (2)")).to.equal(
      "",
    );
    expect(await read("--format=TSV", "SELECT sum(a) FROM note")).to.equal(
      "3\n",
    );
    expect(await read("--write", "DROP TABLE note")).to.equal("");
  });

  const FAILING: Record<string, string> = {
    "SELECT (1":
      "Syntax error: failed at position 8 ((): (1. Unmatched parentheses: (. (SYNTAX_ERROR)",
    "SELECT *\nFROM nowhere":
      "Unknown table expression identifier 'nowhere' in scope SELECT * FROM nowhere. (UNKNOWN_TABLE)",
    "SELECT throwIf(number > 8, 'too\nmany') FROM numbers(10)": "too many",
  };

  for (const [sql, message] of Object.entries(FAILING)) {
    it(`reports in one line what is wrong with ${JSON.stringify(sql)}`, async () => {
      expect(await workspace().sql([sql])).to.deep.equal(failure(1, message));
    });
  }

  it("rejects an unknown format", async () => {
    for (const format of ["Nonsense", "a b", ""]) {
      const args = [`--format=${format}`, "SELECT 1"];
      expect(await workspace().sql(args)).to.deep.equal(
        failure(
          2,
          `--format ${format} is not an output format of ClickHouse ${HELP}`,
        ),
      );
    }
  });

  it("rejects anything but one statement", async () => {
    const message = `give one statement, in quotes, such as "SHOW TABLES" ${HELP}`;
    for (const args of [[], [" "], ["SHOW", "TABLES"]])
      expect(await workspace().sql(args)).to.deep.equal(failure(2, message));
    expect(await workspace().sql(["--bogus", "SELECT 1"])).to.deep.equal(
      failure(2, `unknown option --bogus ${HELP}`),
    );
  });

  it("prints its usage with --help", async () => {
    expect(await read("--help")).to.match(/^Usage: npx touchline sql /);
  });
});
