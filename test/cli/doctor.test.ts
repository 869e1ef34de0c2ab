import { once } from "node:events";
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkNode } from "../../cli/doctor/check-node.ts";
import { runCommand, startCommand, startScript } from "../support/command.ts";
import { withFolder } from "../support/folders.ts";
import { FRONT_USERS, withFront } from "../support/front/with-front.ts";
import { lendWorkspace, REGISTRATION } from "../support/lend-workspace.ts";
import { onServer } from "../support/on-server.ts";
import { ordinaryUser } from "../support/ordinary-user.ts";

/** What enters a run into the ledger. */
const enter = (state: string): string =>
  `INSERT INTO runs (run_id, state, changed_at) VALUES (2, '${state}', now64(3))`;

/** What doctor says, by line; it must end so. */
async function examine(
  env: NodeJS.ProcessEnv,
  status: number,
  { args = [] as string[], prefix = [] as readonly string[] } = {},
): Promise<string> {
  const options = { env, prefix };
  const outcome = await runCommand(["doctor", ...args], options);
  expect(outcome.stderr).to.equal("");
  expect(outcome.status, outcome.stdout).to.equal(status);
  return outcome.stdout;
}

describe("touchline doctor", function () {
  this.timeout(120_000);
  before(function () {
    if (onServer) this.skip();
  });
  const workspace = lendWorkspace();
  const here = () => ({ DATA_DIR: workspace().dataDir });
  const sql = (statement: string) => workspace().sql(["--write", statement]);

  before(async () => {
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  it("says that all is well, and leaves the folder as it was", async () => {
    await workspace().expectUnchanged(async () => {
      const said = await examine(here(), 0);
      expect(said).to.match(/^ok +Node\.js +\d+\.\d+\.\d+$/m);
      expect(said).to.match(/^ok +engine +ClickHouse [\d.]+ on \w+ \w+$/m);
      expect(said).to.contain(`DATA_DIR=${workspace().dataDir}`);
      expect(said).to.match(/^ok +time zones +4 countries in /m);
      expect(said).to.match(/^ok +disk +[\d.]+ GB free for /m);
      expect(said).to.match(/^ok +open in +no process$/m);
      expect(said).to.match(/^ok +database +schema version \d+$/m);
      expect(said).to.match(/^ok +runs +the last one is 1$/m);
      expect(said).to.match(/\n\nAll is well\.\n$/);
    });
  });

  it("makes nothing where there is no data directory", () =>
    withFolder(async (folder) => {
      const DATA_DIR = join(folder, "a", "b");
      const said = await examine({ DATA_DIR }, 0);
      expect(said).to.contain(`${DATA_DIR} is not there yet`);
      expect(said).to.contain("none yet: ingest makes it");
      expect(readdirSync(folder)).to.be.empty;
    }));

  it("names the process that has the database open", async () => {
    const env = { ...here(), PORT: "0" };
    const api = startCommand(["serve"], { env });
    await once(api.process.stdout, "data");
    const said = await examine(env, 0);
    expect(said).to.contain(
      `process ${api.process.pid} (touchline serve), which other commands hand their work to`,
    );
    api.process.kill("SIGTERM");
    await api.outcome;
  });

  it("warns of a process that keeps others out", async () => {
    const env = here();
    const holder = startScript("test/support/hold-database.js", [], { env });
    await once(holder.process.stdout, "data");
    const said = await examine(env, 0);
    expect(said).to.match(
      /^warning +open in +process \d+ \(support\/hold-database\.js\), which takes nothing/m,
    );
    expect(said).to.contain("1 warning.");
    holder.process.stdin.end();
    await holder.outcome;
  });

  it("tells of a run that is half published, and leaves it so", async () => {
    expect((await sql(enter("publishing"))).status).to.equal(0);
    const said = await examine(here(), 0);
    expect(said).to.match(
      /^warning +runs +run 2 is half published: .*\n +→ .*next one completes it/m,
    );
    expect(await examine(here(), 0)).to.equal(said);
  });

  it("finds a run in a state that it does not know", () =>
    withFolder(async (DATA_DIR) => {
      const env = { DATA_DIR };
      const args = ["sql", "--write", enter("dreaming")];
      expect((await runCommand(args, { env })).status).to.equal(0);
      expect(await examine(env, 1)).to.match(
        /^fault +runs +run 2 in this database is in the state 'dreaming'.*\n +→ use the newer Touchline/m,
      );
    }));

  it("finds a database that is newer than it", async () => {
    const statement = "INSERT INTO migrations (number, file) VALUES (999, 'x')";
    expect((await sql(statement)).status).to.equal(0);
    const said = await examine(here(), 1);
    expect(said).to.match(/^fault +database +its schema has version 999, and/m);
    expect(said).to.contain("use the newer Touchline that made it");
  });

  it("finds a file in the place of the data directory", async () => {
    const taken = workspace().write("taken", "");
    for (const DATA_DIR of [taken, join(taken, "inside")])
      expect(await examine({ DATA_DIR }, 1)).to.match(
        /^fault +data directory +\S+taken is a file\n +→ move it away/m,
      );
  });

  it("finds a data directory that this user may not write to", async function () {
    const prefix = ordinaryUser();
    if (!prefix) this.skip();
    const DATA_DIR = workspace().makeFolder("read-only");
    chmodSync(DATA_DIR, 0o555);
    expect(await examine({ DATA_DIR }, 1, { prefix })).to.match(
      /^fault +data directory +this user may not write to \S+read-only\n +→ give/m,
    );
  });

  it("finds wrong and mistyped settings, and shows no secret", async () => {
    const env = {
      ...here(),
      PORT: "many",
      CLICKHOUSE_PASSWORD: "hunter2",
      CLICKHOUSE_DATABSE: "game",
      UV_THREADPOOL_SIZE: "2",
    };
    const said = await examine(env, 1);
    expect(said).to.contain('PORT="many" is not a port from 0 to 65535');
    expect(said).to.contain("CLICKHOUSE_DATABSE is no setting of Touchline");
    expect(said).to.contain("if CLICKHOUSE_DATABASE is meant, set that");
    expect(said).to.contain("UV_THREADPOOL_SIZE=2 leaves few threads");
    expect(said).to.contain("1 fault, 2 warnings.");
    expect(said).not.to.contain("hunter2");
  });

  it("finds a wrong timezones file", async () => {
    const file = workspace().write("zones", '{"country":"US","timezone":"X"}');
    const said = await examine(here(), 1, { args: ["--timezones", file] });
    expect(said).to.match(
      /^fault +time zones +timezones file \S+zones, line 1/m,
    );
  });

  it("finds a Node.js that is too old", () => {
    expect(checkNode("20.18.9").level).to.equal("fault");
    expect(checkNode("18.20.0").level).to.equal("fault");
    expect(checkNode("20.19.0").level).to.equal("ok");
    expect(checkNode("24.0.0").level).to.equal("ok");
  });
});

describe("touchline doctor, with a server", function () {
  this.timeout(120_000);
  const reader = {
    API_CLICKHOUSE_USER: "touchline_api",
    API_CLICKHOUSE_PASSWORD: FRONT_USERS.touchline_api.password,
  };

  it("says what is there, before there are tables and after", () =>
    withFolder((folder) =>
      withFront(join(folder, "server"), async ({ environment }) => {
        const DATA_DIR = join(folder, "data");
        const env = { ...environment, ...reader, DATA_DIR };
        const before = await examine(env, 0);
        expect(before).to.match(
          /^ok +server +ClickHouse \d+\.\d+\S* at http:\S+$/m,
        );
        expect(before).to.match(/^ok +rights +the user touchline has all/m);
        expect(before).to.match(/^ok +rights +the user touchline_api has all/m);
        expect(before).to.contain("no game yet: ingest makes it");
        expect(existsSync(DATA_DIR)).to.be.false;

        expect((await runCommand(["runs"], { env })).status).to.equal(0);
        const after = await examine(env, 0);
        expect(after).to.match(/^ok +database +schema version \d+$/m);
        expect(after).to.match(/^ok +runs +none yet$/m);
      }),
    ));

  it("finds a wrong password, a user who may only read, no server", () =>
    withFolder((folder) =>
      withFront(join(folder, "server"), async ({ environment }) => {
        const env = { ...environment, DATA_DIR: join(folder, "data") };
        const wrong = await examine({ ...env, CLICKHOUSE_PASSWORD: "x" }, 1);
        expect(wrong).to.match(
          /^fault +server +ClickHouse at \S+ does not let the user touchline in\n +→ check the user and password/m,
        );
        const asReader = {
          CLICKHOUSE_USER: "touchline_api",
          CLICKHOUSE_PASSWORD: FRONT_USERS.touchline_api.password,
        };
        const reading = await examine({ ...env, ...asReader }, 1);
        expect(reading).to.match(
          /^fault +rights +the user touchline_api lacks INSERT ON game\.\*, .*\n +→ clickhouse\/users\.sql/m,
        );
        const CLICKHOUSE_URL = "http://127.0.0.1:1";
        const away = await examine({ ...env, CLICKHOUSE_URL }, 1);
        expect(away).to.match(
          /^fault +server +cannot reach ClickHouse at \S+ .*ECONNREFUSED.*\n +→ start it, or set CLICKHOUSE_URL/m,
        );
      }),
    ));
});
