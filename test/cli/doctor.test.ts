import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkNode } from "../../cli/doctor/check-node.ts";
import { runCommand, runHere } from "../support/command/command.ts";
import { newDatabaseName } from "../support/database/database-pool.ts";
import { withFolder } from "../support/command/folders.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../support/command/lend-workspace.ts";
import { ordinaryUser } from "../support/command/ordinary-user.ts";
import { asServer, testEngine } from "../support/test-engine.ts";

/** Enters a run into the ledger. */
const enter = (state: string): string =>
  `INSERT INTO ledger (run_id, state, changed_at) VALUES (2, '${state}', now64(3))`;

/** The output of doctor, which must exit with this status. */
async function examine(
  env: NodeJS.ProcessEnv,
  status: number,
  args: readonly string[] = [],
): Promise<string> {
  const outcome = await runHere(["doctor", ...args], { env });
  expect(outcome.stderr).to.equal("");
  expect(outcome.status, outcome.stdout).to.equal(status);
  return outcome.stdout;
}

describe("touchline doctor", function () {
  this.timeout(120_000);
  before(function () {
    if (asServer) this.skip();
  });
  const workspace = lendWorkspace();
  let here: Record<string, string>;
  const sql = (statement: string) => workspace().sql(["--write", statement]);

  before(async () => {
    here = await workspace().settings();
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  it("reports what other users and machines can reach", () =>
    withFolder(async (folder) => {
      const env = { ...here, DATA_DIR: folder };
      const report = await examine(env, 0);
      expect(report).to.match(/^ok +open to +no other user of this machine$/m);
      expect(report).to.match(/^ok +API +open to this machine only$/m);
      mkdirSync(join(folder, "spool"), { mode: 0o700 });
      mkdirSync(join(folder, "engine"));
      writeFileSync(join(folder, "copy"), "");
      chmodSync(join(folder, "engine"), 0o750);
      chmodSync(join(folder, "copy"), 0o604);
      // A closed folder closes its content.
      chmodSync(folder, 0o700);
      expect(await examine(env, 0)).to.contain("no other user");
      chmodSync(folder, 0o775);
      const open = await examine({ ...env, ALLOW_ANONYMOUS: "1" }, 0);
      const names = [folder, join(folder, "copy"), join(folder, "engine")];
      expect(open).to.contain(
        `other users of this machine: ${names.join(", ")}`,
      );
      expect(open).to.contain(
        `chmod -R go= ${names.map((name) => JSON.stringify(name)).join(" ")}`,
      );
      expect(open).to.match(
        /^warning +API +open to every machine that reaches it/m,
      );
    }));

  it("reports that all is well, and does not change the database", async () => {
    const { home, pid } = await testEngine();
    await workspace().expectUnchanged(async () => {
      const report = await examine(here, 0);
      expect(report).to.match(/^ok +Node\.js +\d+\.\d+\.\d+$/m);
      expect(report).to.match(/^ok +engine +ClickHouse \d+[\d.]+ on \w+ \w+$/m);
      expect(report).to.contain(`DATA_DIR=${home}`);
      expect(report).to.match(
        /^ok +time zones +249 countries in the bundled file$/m,
      );
      expect(report).to.match(/^ok +disk +[\d.]+ GB free for /m);
      expect(report).to.match(
        new RegExp(`^ok +open in +process ${pid}, the engine that all`, "m"),
      );
      expect(report).to.match(/^ok +database +schema version \d+$/m);
      expect(report).to.match(/^ok +runs +the last one is 1$/m);
      expect(report).to.match(/\n\nAll is well\.\n$/);
    });
  });

  it("creates nothing if the data directory does not exist", () =>
    withFolder(async (folder) => {
      const DATA_DIR = join(folder, "a", "b");
      const report = await examine({ DATA_DIR }, 0);
      expect(report).to.contain(`${DATA_DIR} does not exist yet`);
      expect(report).to.match(/^ok +open in +no process: /m);
      expect(report).to.contain("none yet: ingest makes it");
      expect(readdirSync(folder)).to.be.empty;
    }));

  it("reports a database that the engine cannot open", () =>
    withFolder(async (folder) => {
      const DATA_DIR = join(folder, "data");
      const metadata = join(DATA_DIR, "clickhouse", "metadata");
      mkdirSync(metadata, { recursive: true });
      writeFileSync(join(metadata, "game.sql"), "no statement");
      expect(await examine({ DATA_DIR }, 1)).to.match(
        /^fault +database +ClickHouse does not start: .*\n +→ .*bring back a copy/m,
      );
    }));

  it("reports a half published run, and leaves it so", async () => {
    expect((await sql(enter("publishing"))).status).to.equal(0);
    const report = await examine(here, 0);
    expect(report).to.match(
      /^warning +runs +run 2 is half published: .*\n +→ .*next one completes it/m,
    );
    expect(await examine(here, 0)).to.equal(report);
  });

  it("reports a run in an unknown state", async () => {
    const later = enter("dreaming").replace("now64(3)", "now64(3) + 60");
    expect((await sql(later)).status).to.equal(0);
    expect(await examine(here, 1)).to.match(
      /^fault +runs +run 2 in this database is in the state 'dreaming'.*\n +→ use the newer Touchline/m,
    );
  });

  it("reports a database of a newer version", async () => {
    const statement = "INSERT INTO migrations (number, file) VALUES (999, 'x')";
    expect((await sql(statement)).status).to.equal(0);
    const report = await examine(here, 1);
    expect(report).to.match(
      /^fault +database +its schema has version 999, and/m,
    );
    expect(report).to.contain("use the newer Touchline that made it");
  });

  it("reports a file in place of the data directory", async () => {
    const taken = workspace().write("taken", "");
    for (const DATA_DIR of [taken, join(taken, "inside")])
      expect(await examine({ DATA_DIR }, 1)).to.match(
        /^fault +data directory +\S+taken is a file\n +→ move it away/m,
      );
  });

  it("reports a data directory that its user cannot write to", async function () {
    const prefix = ordinaryUser();
    if (!prefix) this.skip();
    const env = { DATA_DIR: workspace().makeFolder("read-only") };
    chmodSync(env.DATA_DIR, 0o555);
    const { status, stdout } = await runCommand(["doctor"], { env, prefix });
    expect(status).to.equal(1);
    expect(stdout).to.match(
      /^fault +data directory +this user may not write to \S+read-only\n +→ give/m,
    );
  });

  it("reports wrong and mistyped settings, without secrets", async () => {
    const env = {
      ...here,
      PORT: "many",
      CLICKHOUSE_PASSWORD: "hunter2",
      CLICKHOUSE_DATABSE: "game",
    };
    const report = await examine(env, 1);
    expect(report).to.contain('PORT="many" is not a port from 0 to 65535');
    expect(report).to.contain(
      "CLICKHOUSE_DATABSE is not a setting of Touchline",
    );
    expect(report).to.contain("set CLICKHOUSE_DATABASE if that is meant");
    expect(report).to.contain("1 fault, 1 warning.");
    expect(report).not.to.contain("hunter2");
  });

  it("reports a wrong timezones file", async () => {
    const file = workspace().write("zones", '{"country":"US","timezone":"X"}');
    const report = await examine({ PORT: "many" }, 1, ["--timezones", file]);
    expect(report).to.match(
      /^fault +time zones +timezones file \S+zones, line 1/m,
    );
  });

  it("reports a Node.js that is too old", () => {
    expect(checkNode("20.18.9").level).to.equal("fault");
    expect(checkNode("18.20.0").level).to.equal("fault");
    expect(checkNode("20.19.0").level).to.equal("ok");
    expect(checkNode("24.0.0").level).to.equal("ok");
  });
});

describe("touchline doctor, with a server", function () {
  this.timeout(120_000);
  const workspace = lendWorkspace();
  let env: Record<string, string>;

  before(async () => {
    const { admin, reader } = await testEngine();
    env = {
      DATA_DIR: join(workspace().folder, "data"),
      CLICKHOUSE_URL: admin.url,
      CLICKHOUSE_USER: admin.user,
      CLICKHOUSE_PASSWORD: admin.password,
      API_CLICKHOUSE_USER: reader.user,
      API_CLICKHOUSE_PASSWORD: reader.password,
      CLICKHOUSE_DATABASE: workspace().database,
    };
  });

  it("reports the state before tables exist and after", async () => {
    const before = await examine(env, 0);
    expect(before).to.match(
      /^ok +server +ClickHouse \d+\.\d+\S* at http:\S+$/m,
    );
    for (const user of [env["CLICKHOUSE_USER"], env["API_CLICKHOUSE_USER"]])
      expect(before).to.match(
        new RegExp(`^ok +rights +the user ${user} has`, "m"),
      );
    expect(before).to.contain(
      `no ${workspace().database} yet: ingest makes it`,
    );
    expect(existsSync(env["DATA_DIR"] ?? "")).to.be.false;

    const file = workspace().write("first.jsonl", REGISTRATION);
    const { status } = await runHere(
      ["ingest", "--workers", "1", "--dry-run", file],
      { env },
    );
    expect(status).to.equal(0);
    const after = await examine(env, 0);
    expect(after).to.match(/^ok +database +schema version \d+$/m);
    expect(after).to.match(/^ok +runs +none yet$/m);
  });

  it("reports a wrong password", async () => {
    expect(await examine({ ...env, CLICKHOUSE_PASSWORD: "x" }, 1)).to.match(
      /^fault +server +ClickHouse at \S+ does not let the user \w+ in\n +→ check the user and password/m,
    );
  });

  it("reports a user that can only read", async () => {
    const asReader = {
      CLICKHOUSE_USER: env["API_CLICKHOUSE_USER"],
      CLICKHOUSE_PASSWORD: env["API_CLICKHOUSE_PASSWORD"],
      CLICKHOUSE_DATABASE: newDatabaseName(),
    };
    expect(await examine({ ...env, ...asReader }, 1)).to.match(
      /^fault +rights +the user \w+ lacks INSERT ON \w+\.\*, .*\n +→ clickhouse\/schema\/users\.sql/m,
    );
  });

  it("reports a server that cannot be reached", async () => {
    const CLICKHOUSE_URL = "http://127.0.0.1:1";
    expect(await examine({ ...env, CLICKHOUSE_URL }, 1)).to.match(
      /^fault +server +cannot reach ClickHouse at \S+ .*ECONNREFUSED.*\n +→ start it, or set CLICKHOUSE_URL/m,
    );
  });
});
