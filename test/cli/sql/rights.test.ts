import { expect } from "chai";
import {
  lendWorkspace,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

/** Examples of what a read-only statement may not do. */
const REFUSED: Record<string, readonly string[]> = {
  "reads a file": [
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT file('/etc/passwd')",
    "SELECT * FROM default.`/etc/passwd`",
    "DESCRIBE TABLE file('/etc/passwd')",
    "SELECT * FROM sqlite('/etc/passwd', 'x')",
    "SELECT * FROM executable('ls', 'LineAsString', 'a String')",
  ],
  "asks another machine": [
    "SELECT * FROM url('http://127.0.0.1:1/x', 'LineAsString')",
    "SELECT * FROM s3('http://127.0.0.1:1/bucket/x', 'LineAsString')",
    "SELECT * FROM remote('127.0.0.1:1', 'system.one')",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  ],
  "looks at other users": [
    "SELECT * FROM system.users",
    "SELECT * FROM system.processes",
    "SELECT * FROM system.parts",
  ],
  "adds rows": [
    "INSERT INTO event_ids SELECT * FROM event_ids",
    "INSERT INTO FUNCTION file('x.csv') SELECT 1",
  ],
  "removes rows": [
    "TRUNCATE TABLE ledger",
    "ALTER TABLE ledger DELETE WHERE true",
    "OPTIMIZE TABLE ledger",
  ],
  "makes or drops a table": [
    "DROP TABLE ledger",
    "CREATE TABLE note (a UInt8) ENGINE = MergeTree ORDER BY a",
    "CREATE TEMPORARY TABLE note (a UInt8)",
    "CREATE DATABASE other",
  ],
  "gives itself rights": [
    "CREATE USER other",
    "GRANT SELECT ON system.* TO reader",
    "SELECT 1 SETTINGS readonly = 0",
  ],
  "looks after the server": [
    "SYSTEM SHUTDOWN",
    "SYSTEM STOP MERGES runs",
    "KILL QUERY WHERE true",
    "BACKUP TABLE ledger TO File('x')",
  ],
};

describe("the sql command without --write", () => {
  const workspace = lendWorkspace();
  let rows: Record<string, number>;

  before(async () => {
    const file = workspace().write("events.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
    rows = await workspace().countRows();
  });

  /** Expects exit status 1 and one line; returns it. */
  async function refusal(statement: string): Promise<string> {
    const { status, stdout, stderr } = await workspace().sql([statement]);
    expect({ status, stdout }, statement).to.deep.equal({
      status: 1,
      stdout: "",
    });
    expect(stderr).to.match(/^touchline: [^\n]+\n$/);
    return stderr;
  }

  for (const [what, statements] of Object.entries(REFUSED))
    it(`rejects a statement that ${what}`, async () => {
      for (const statement of statements)
        expect(await refusal(statement), statement).to.match(
          /^touchline: the statement does more than read \(.+ \((ACCESS_DENIED|READONLY)\)\): add --write to allow it$|not allowed/m,
        );
    });

  it("rejects a statement that writes a file", async () => {
    const message = await refusal("SELECT 1 INTO OUTFILE 'note.csv'");
    expect(message).to.contain("INTO OUTFILE is not allowed");
  });

  it("rejects a second statement after the first", async () => {
    for (const second of ["DROP TABLE ledger", "SELECT 2"])
      expect(await refusal(`SELECT 1; ${second}`)).to.contain(
        "Multi-statements are not allowed",
      );
  });

  it("cannot lift the limits of time and memory", async () => {
    for (const limit of ["max_execution_time", "max_memory_usage"])
      expect(
        await refusal(`SELECT 1 SETTINGS ${limit} = 1000000000000`),
      ).to.contain(`Setting ${limit} shouldn't be greater than`);
  });

  it("shows tables, columns and plans", async () => {
    for (const [statement, shown] of [
      ["SHOW TABLES", "session_data"],
      ["SHOW CREATE TABLE ledger", "CREATE TABLE"],
      ["DESCRIBE session_data", "time_spent_in_game"],
      ["EXPLAIN SELECT * FROM runs", "ReadFrom"],
    ] as const) {
      const { status, stdout } = await workspace().sql([statement]);
      expect(status).to.equal(0);
      expect(stdout).to.contain(shown);
    }
  });

  it("changes nothing with rejected statements", async () => {
    expect(await workspace().countRows()).to.deep.equal(rows);
  });
});
