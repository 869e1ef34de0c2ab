import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { failure, startScript } from "../support/command.ts";
import { lendWorkspace, REGISTRATION } from "../support/lend-workspace.ts";
import { ordinaryUser } from "../support/ordinary-user.ts";

const OR_ANOTHER = "or set DATA_DIR to another folder";

describe("the ingest command, without a database to write to", () => {
  const workspace = lendWorkspace();
  const file = () => workspace().write("events.jsonl", REGISTRATION);

  it("says that a file is where the data directory should be", async () => {
    const taken = workspace().write("taken", "");
    for (const DATA_DIR of [taken, join(taken, "inside")]) {
      const outcome = await workspace().ingest([file()], { env: { DATA_DIR } });
      const { status, stdout, stderr } = outcome;
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(/^touchline: [^\n]+\n$/);
      expect(stderr).to.contain(
        `cannot write to the data directory ${DATA_DIR} (E`,
      );
      expect(stderr).to.contain(
        `). Move away the file in its place, ${OR_ANOTHER}\n`,
      );
    }
  });

  it("says that it may not write to the data directory", async function () {
    const prefix = ordinaryUser();
    if (!prefix) this.skip();
    const readOnly = workspace().makeFolder("read-only");
    const mixed = workspace().makeFolder("mixed");
    // As after a first run by another user.
    chmodSync(workspace().makeFolder("mixed/clickhouse"), 0o555);
    chmodSync(mixed, 0o777);
    chmodSync(readOnly, 0o555);
    for (const DATA_DIR of [readOnly, join(readOnly, "inside"), mixed]) {
      const env = { DATA_DIR };
      const outcome = await workspace().ingest([file()], { env, prefix });
      const { status, stdout, stderr } = outcome;
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(/^touchline: [^\n]+\n$/);
      expect(stderr).to.contain(
        `cannot write to the data directory ${DATA_DIR} (EACCES: `,
      );
      expect(stderr).to.contain(`). Make it writable, ${OR_ANOTHER}\n`);
    }
    expect(readdirSync(readOnly)).to.be.empty;
  });

  it("names the process that has the database open", async () => {
    const { dataDir } = workspace();
    const env = { DATA_DIR: dataDir };
    const holder = startScript("test/support/hold-database.js", [], { env });
    await once(holder.process.stdout, "data");

    const held = failure(
      1,
      `the data directory ${dataDir} is open in process ${holder.process.pid} (support/hold-database.js). Stop that process, ${OR_ANOTHER}`,
    );
    expect(await workspace().ingest([file()])).to.deep.equal(held);
    expect(await workspace().sql(["SELECT 1"])).to.deep.equal(held);

    holder.process.stdin.end();
    expect((await holder.outcome).status).to.equal(0);
    workspace().expectTidy();
    expect((await workspace().ingest([file()])).stderr).to.contain(
      "accepted  1",
    );
  });

  it("does not mind what a killed process has left", async () => {
    const env = { DATA_DIR: workspace().dataDir };
    const holder = startScript("test/support/hold-database.js", [], { env });
    await once(holder.process.stdout, "data");
    holder.process.kill("SIGKILL");
    await holder.outcome;
    const { status, stderr } = await workspace().ingest([file()]);
    expect(status).to.equal(0);
    expect(stderr).to.match(/^Run 2 published: /);
    workspace().expectTidy();
  });

  it("takes away what a process that died has left", async () => {
    const { dataDir } = workspace();
    const left = join(dataDir, "spool", "process-dead");
    mkdirSync(join(left, "run"), { recursive: true });
    writeFileSync(join(left, "run", "parse-0.registrations.native"), "rest");
    expect((await workspace().ingest([file()])).status).to.equal(0);
    workspace().expectTidy();
  });
});
