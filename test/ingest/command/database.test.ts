import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stopEngine } from "../../../clickhouse/place.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { runCommand, runHere } from "../../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { ordinaryUser } from "../../support/command/ordinary-user.ts";
import { asServer } from "../../support/test-engine.ts";

const OR_ANOTHER = "or set DATA_DIR to another folder";

describe("the ingest command without a database to write to", () => {
  before(function () {
    // Little is kept on this machine in that case.
    if (asServer) this.skip();
  });
  const workspace = lendWorkspace();
  const file = () => workspace().write("events.jsonl", REGISTRATION);

  it("reports a file in place of the data directory", async () => {
    const taken = workspace().write("taken", "");
    for (const DATA_DIR of [taken, join(taken, "inside")]) {
      const outcome = await workspace().ingest([file()], { env: { DATA_DIR } });
      const { status, stdout, stderr } = outcome;
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(/^touchline: [^\n]+\n$/);
      expect(stderr)
        .to.contain(taken)
        .and.to.match(/EEXIST|ENOTDIR/);
      expect(stderr).to.contain(OR_ANOTHER);
    }
  });

  it("reports a place where it can create nothing", async function () {
    if (process.platform !== "linux") this.skip();
    const env = { DATA_DIR: "/proc/touchline" };
    const { status, stderr } = await workspace().ingest([file()], { env });
    expect(status).to.equal(1);
    expect(stderr).to.match(/^touchline: [^\n]+\/proc\/touchline[^\n]+\n$/);
    expect(stderr).to.contain(OR_ANOTHER);
  });

  it("reports a data directory that it cannot write to", async function () {
    const prefix = ordinaryUser();
    if (!prefix) this.skip();
    const readOnly = workspace().makeFolder("read-only");
    const mixed = workspace().makeFolder("mixed");
    // As after a first run by another user.
    chmodSync(workspace().makeFolder("mixed/clickhouse"), 0o555);
    chmodSync(mixed, 0o777);
    chmodSync(readOnly, 0o555);
    for (const DATA_DIR of [readOnly, join(readOnly, "inside"), mixed]) {
      const { status, stdout, stderr } = await workspace().runProcess(
        "ingest",
        [file()],
        { env: { DATA_DIR }, prefix },
      );
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(/^touchline: [^\n]+\n$/);
      expect(stderr).to.contain(DATA_DIR).and.to.contain("EACCES: ");
      expect(stderr).to.contain(OR_ANOTHER);
    }
    expect(readdirSync(readOnly)).to.be.empty;
  });
});

describe("the ingest command with temporary files of a dead process", () => {
  const workspace = lendWorkspace();

  it("removes them", async () => {
    const { DATA_DIR = "" } = await workspace().settings();
    const file = workspace().write("events.jsonl", REGISTRATION);
    const own = makeSpoolFolder(DATA_DIR);
    // A process of this id that started at another time.
    const left = own.replace(/-(\d+)-\d*-(\w+)$/, "-$1-1-$2");
    renameSync(own, left);
    mkdirSync(join(left, "run"));
    writeFileSync(join(left, "run", "parse-0.registrations.native"), "rest");
    expect((await workspace().ingest([file])).status).to.equal(0);
    expect(existsSync(left)).to.be.false;
    await workspace().expectTidy();
  });
});

describe("the ingest command in any folder and time zone", () => {
  before(function () {
    if (asServer) this.skip();
  });
  const workspace = lendWorkspace();

  // ClickHouse would take the first two for patterns, and does not start in a
  // zone that it does not know.
  for (const [name, TZ] of [
    ["{a,b}", "UTC+5"],
    ["{1..3}", "CST"],
    ["it's a*?[b] %20é", "<+03>-3"],
  ] as const)
    it(`publishes into ${name} with TZ=${TZ}, and all days are UTC`, async () => {
      const DATA_DIR = workspace().makeFolder(name);
      const file = workspace().write(
        "events.jsonl",
        `${REGISTRATION}\n${PING}\n`,
      );
      const env = { DATA_DIR };
      try {
        const { status, stderr } = await runCommand(["ingest", file], {
          env: { ...env, TZ },
        });
        expect(stderr).to.match(/^Run 1 published: /);
        expect(status).to.equal(0);
        const { stdout } = await runHere(
          [
            ...["sql", "--format", "TSV"],
            "SELECT date, session_start, timezone() FROM sessions",
          ],
          { env },
        );
        expect(stdout).to.equal("2024-10-09\t2024-10-09 12:00:00\tUTC\n");
      } finally {
        await stopEngine(readConfig(env));
      }
    });
});
