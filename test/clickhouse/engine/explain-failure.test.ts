import { expect } from "chai";
import { explainFailure } from "../../../clickhouse/engine/explain-failure.ts";

const ORDER = {
  home: "/srv/data",
  startFolder: "/srv/data/engine/start-1",
  httpPort: 8123,
  idleMilliseconds: 3000,
};

/** The result and output of ClickHouse, and the message made of it. */
const FAILURES: Record<string, [text: string, kind: string, reason: string]> = {
  "a locked directory": [
    `
Code: 76. DB::Exception: Cannot lock file /srv/data/clickhouse/status. Another server instance in same directory is already running. (CANNOT_OPEN_FILE)
`,
    "held",
    "another process has the database in /srv/data open (Code: 76. DB::Exception: Cannot lock file /srv/data/clickhouse/status. Another server instance in same directory is already running. (CANNOT_OPEN_FILE))",
  ],
  "a file that is another user's": [
    `Code: 76. DB::ErrnoException: Cannot open file /srv/data/clickhouse/status: , errno: 13, strerror: Permission denied. (CANNOT_OPEN_FILE)
`,
    "failed",
    "ClickHouse does not start: Code: 76. DB::ErrnoException: Cannot open file /srv/data/clickhouse/status: , errno: 13, strerror: Permission denied. (CANNOT_OPEN_FILE)",
  ],
  "a port that is taken": [
    `Logging error to /srv/data/engine/clickhouse.log
Code: 210. DB::NetException: Listen [127.0.0.1]:8123 failed: Poco::Exception. Code: 1000, e.code() = 98, Net Exception: Address already in use: 127.0.0.1:8123 (version 26.7.2.1). (NETWORK_ERROR)
`,
    "failed",
    "ClickHouse cannot listen on the port 8123 (Code: 210. DB::NetException: Listen [127.0.0.1]:8123 failed: Poco::Exception. Code: 1000, e.code() = 98, Net Exception: Address already in use: 127.0.0.1:8123 (version 26.7.2.1). (NETWORK_ERROR)): set ENGINE_HTTP_PORT to a free port, or unset it",
  ],
  "an exception with a stack": [
    `Logging error to /srv/data/engine/clickhouse.log
Processing configuration file
2026.10.09 12:00:00.000 [ 7 ] {} <Error> Application: Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR), Stack trace (when copying this message, always include the lines below):

0. ? @ 0x000000001c8fa4b3
Code: 63. DB::Exception: A later one
`,
    "failed",
    "ClickHouse does not start: Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)",
  ],
  "words that are no exception": [
    "Logging error to /a\n  no such thing \n\n here\n",
    "failed",
    "ClickHouse does not start: no such thing here",
  ],
  nothing: [
    "\n",
    "failed",
    "ClickHouse does not start: it ended without an error message",
  ],
  "what would move the cursor of a terminal": [
    "Code: 1. DB::Exception: \u001b[2J\u0007bad",
    "failed",
    "ClickHouse does not start: Code: 1. DB::Exception: \uFFFD[2J\uFFFDbad",
  ],
};

describe("explainFailure", () => {
  for (const [what, [text, kind, reason]] of Object.entries(FAILURES))
    it(`reports ${what} in one line`, () => {
      expect(explainFailure(text, ORDER)).to.deep.equal({ kind, reason });
    });

  it("clips long messages", () => {
    const text = `Code: 62. DB::Exception: ${"x".repeat(10_000)}`;
    expect(explainFailure(text, ORDER).reason.length).to.be.lessThan(500);
  });
});
