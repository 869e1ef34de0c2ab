import { chmodSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { stopEngine } from "../../../clickhouse/place.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { failure } from "../../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { ordinaryUser } from "../../support/command/ordinary-user.ts";

const NO_JSON = "neither one JSON array nor JSON values one after another";
const NO_TIMEZONES = 'it needs one {"country": "…", "timezone": "…"} a line';

describe("the ingest command with unreadable input", () => {
  const workspace = lendWorkspace();
  let rows: Record<string, number>;

  before(async () => {
    const file = workspace().write("good.jsonl", `${REGISTRATION}\n${PING}\n`);
    expect((await workspace().ingest([file])).status).to.equal(0);
    rows = await workspace().countRows();
  });

  /** Expects exit status 1 and one line. */
  async function expectRefused(args: string[], line: string): Promise<void> {
    const outcome = await workspace().ingest(args);
    expect(outcome).to.deep.equal(failure(1, line));
    await workspace().expectTidy();
  }

  it("reports a missing file", async () => {
    const path = `${workspace().folder}/missing.jsonl`;
    const good = workspace().write("good.jsonl", PING);
    await expectRefused(
      [good, path],
      `there is no file ${path}: check the path`,
    );
    await expectRefused(
      [path.replace("missing", "not\nhere")],
      `there is no file ${path.replace("missing", "not here")}: check the path`,
    );
  });

  it("reports a folder and a pattern without files", async () => {
    const path = workspace().makeFolder("folder");
    await expectRefused(
      [path],
      `the folder ${path} has no files (hidden ones do not count): name one with event files`,
    );
    await expectRefused(
      [`${path}/*.jsonl`],
      `no file matches ${path}/*.jsonl: check the pattern (* and ? match within a name, ** any folders)`,
    );
  });

  it("reports that standard input is a directory", async () => {
    const folder = workspace().makeFolder("as-input");
    const prefix = ["sh", "-c", 'exec "$@" < "$0"', folder];
    const outcome = await workspace().runProcess("ingest", ["-"], { prefix });
    expect(outcome).to.deep.equal(
      failure(1, "standard input is a directory: name the files in it"),
    );
  });

  it("treats a closed standard input as empty, and reads the files", async () => {
    const prefix = ["sh", "-c", 'exec "$@" <&-', "sh"];
    const again = workspace().write("again.jsonl", PING);
    const args = ["--dry-run", "-", again];
    const outcome = await workspace().runProcess("ingest", args, { prefix });
    expect(outcome.status).to.equal(0);
    expect(outcome.stderr).to.match(/lines +1\n/);
  });

  it("reports a file that it cannot read", async function () {
    const prefix = ordinaryUser();
    if (!prefix) this.skip();
    const path = workspace().write("secret.jsonl", PING);
    chmodSync(path, 0o200);
    // Another user's data directory; the file is looked at meanwhile.
    const env = { DATA_DIR: workspace().makeFolder("of-nobody") };
    chmodSync(env.DATA_DIR, 0o777);
    const options = { env, prefix };
    const outcome = await workspace().runProcess("ingest", [path], options);
    await stopEngine(readConfig(env));
    expect(outcome).to.deep.equal(
      failure(
        1,
        `no permission to read the file ${path}: give this user read access to it`,
      ),
    );
  });

  const gzipped = gzipSync(`${REGISTRATION}\n${PING}\n`);
  const BROKEN: Record<string, readonly [string, string | Buffer, string]> = {
    "a gzip file that was cut short": [
      "cut.jsonl.gz",
      gzipped.subarray(0, -9),
      "is not a complete gzip file (unexpected end of file): copy it again, or check it with gzip -t",
    ],
    "a gzip file with another header": [
      "head.jsonl.gz",
      Buffer.concat([gzipped.subarray(0, 3), Buffer.alloc(40, 0xff)]),
      "is not a complete gzip file (unknown header flags set): copy it again, or check it with gzip -t",
    ],
    "a gzip file with another checksum": [
      "sum.jsonl.gz",
      Buffer.concat([gzipped.subarray(0, -8), Buffer.alloc(8, 1)]),
      "is not a complete gzip file (incorrect data check): copy it again, or check it with gzip -t",
    ],
    "a JSON array that was cut short": [
      "cut.json",
      `[${REGISTRATION}, ${PING}`,
      `is ${NO_JSON}: expected ',' at its end.`,
    ],
    "a JSON value that was cut short": [
      "cut-value.json",
      `[${REGISTRATION}, ${PING.slice(0, -20)}`,
      `is ${NO_JSON}: `,
    ],
    "a JSON array without a comma": [
      "syntax.json",
      `[${REGISTRATION} ${PING}]`,
      `is ${NO_JSON}: expected ','.`,
    ],
    "something behind a JSON array": [
      "more.json",
      `[${REGISTRATION}, ${PING}] more`,
      `is ${NO_JSON}: expected a value.`,
    ],
    "something else in place of JSON": [
      "page.json",
      "<html>",
      `is ${NO_JSON}: expected a value.`,
    ],
  };

  for (const [what, [name, content, message]] of Object.entries(BROKEN)) {
    it(`rejects ${what}`, async () => {
      const path = workspace().write(name, content);
      const good = workspace().write("more.jsonl", PING.replace("2", "3"));
      const outcome = await workspace().ingest([good, path, "--json"]);
      const { status, stdout, stderr } = outcome;
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(/^touchline: [^\n]+\n$/);
      expect(stderr).to.contain(`${path} ${message}`);
      await workspace().expectTidy();
    });
  }

  const US = '{"country": "US", "timezone": "America/New_York"}';
  const WRONG_ZONES: Record<string, readonly [string | Buffer, string]> = {
    "is not JSON": [
      "US: America/New_York",
      ', line 1: expected {"country": "…", "timezone": "…"}, found US: America/New_York',
    ],
    "is one JSON array": [
      `[${US}]`,
      `, line 1: expected {"country": "…", "timezone": "…"}, found [${US}]`,
    ],
    "lacks a zone": [
      `${US}\n{"country": "JP"}\n`,
      ', line 2: expected {"country": "…", "timezone": "…"}, found {"country": "JP"}',
    ],
    "names a country twice": [
      `${US}\r\n\r\n${US.replace("New_York", "Chicago")}\r\n`,
      ", line 3: the country US is there twice: keep exactly one zone for it",
    ],
    "names a zone that does not exist": [
      `${US}\n{"country": "MX", "timezone": "Mars/Xanthe"}`,
      ', line 2: "Mars/Xanthe" is not in the IANA time zone database: expected a name such as "Europe/Rome"',
    ],
    "names an offset": [
      `{"country": "DE", "timezone": "+01:00"}`,
      ', line 1: "+01:00" is not in the IANA time zone database: expected a name such as "Europe/Rome"',
    ],
    "is empty": ["", ` names no country: ${NO_TIMEZONES}`],
    "has only blank lines": ["\n \n", ` names no country: ${NO_TIMEZONES}`],
    "would play with the terminal": [
      "\u001b[2J",
      ', line 1: expected {"country": "…", "timezone": "…"}, found \uFFFD[2J',
    ],
  };

  for (const [what, [content, message]] of Object.entries(WRONG_ZONES)) {
    it(`rejects a timezones file that ${what}`, async () => {
      const zones = workspace().write("timezones.jsonl", content);
      const good = workspace().write("more.jsonl", PING.replace("2", "3"));
      await expectRefused(
        ["--timezones", zones, good],
        `timezones file ${zones}${message}`,
      );
    });
  }

  it("rejects a timezones file that is missing or a directory", async () => {
    const good = workspace().write("more.jsonl", PING.replace("2", "3"));
    const missing = `${workspace().folder}/no-zones.jsonl`;
    await expectRefused(
      ["--timezones", missing, good],
      `there is no timezones file ${missing}: check the path`,
    );
    const folder = workspace().makeFolder("zones");
    await expectRefused(
      ["--timezones", folder, good],
      `the timezones file ${folder} is a directory: name a file`,
    );
  });

  it("publishes nothing in all of these cases", async () => {
    expect(await workspace().countRows()).to.deep.equal(rows);
  });
});
