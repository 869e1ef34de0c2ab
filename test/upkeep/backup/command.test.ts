import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import { stopEngine } from "../../../clickhouse/place.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { packageRoot } from "../../../common/package-root.ts";
import { failure } from "../../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
  Workspace,
} from "../../support/command/lend-workspace.ts";
import { openIn } from "../../support/database/open-in.ts";
import { ordinaryUser } from "../../support/command/ordinary-user.ts";

const HELP = (command: string) =>
  `(npx touchline ${command} --help lists the options)`;

/**
 * Eleven, what a player and a session add to four groups of day counts, and the
 * minutes in which the session begins and ends.
 */
const ROWS = 11 + 4 * 75 + 2;

describe("the commands backup and restore", function () {
  this.timeout(120_000);
  const workspace = lendWorkspace();
  const backUp = (...args: string[]) => workspace().run("backup", args);
  const pathOf = (name: string) => join(workspace().folder, name);

  before(async () => {
    const lines = `${REGISTRATION}\n${PING}\nnonsense\n`;
    await workspace().ingest([workspace().write("events.jsonl", lines)]);
  });

  it("copy one database to another", async () => {
    const folder = pathOf("there/and/back");
    const { status, stdout, stderr } = await backUp(folder);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.match(
      new RegExp(
        `and/back holds ${ROWS} rows in \\d+ kB, as of run 1 \\([\\d.]+ s\\)\\.\n$`,
      ),
    );
    const other = new Workspace();
    try {
      const restored = await other.run("restore", [folder]);
      expect(restored.stderr).to.equal("");
      expect(restored.stdout).to.match(
        new RegExp(
          `^Restored: ${ROWS} rows in \\d+ kB, as of run 1 \\([\\d.]+ s\\)\\.\n$`,
        ),
      );
      expect(await other.countRows()).to.deep.equal(
        await workspace().countRows(),
      );
      const again = await other.run("restore", ["--json", folder]);
      expect(JSON.parse(again.stdout)).to.include({ run_id: 1, rows: ROWS });
      await other.expectTidy();
    } finally {
      await other.remove();
    }
  });

  it("create files for their user only, whatever the umask", async () => {
    const umask = process.umask(0);
    try {
      expect((await backUp(pathOf("private/backup"))).status).to.equal(0);
    } finally {
      process.umask(umask);
    }
    expect(statSync(pathOf("private")).mode & 0o777).to.equal(0o700);
    expect(openIn(pathOf("private"))).to.deep.equal([]);
  });

  it("resolve a folder from the working directory", async () => {
    // Commands of tests run in the folder of the package.
    const name = relative(packageRoot, pathOf("relative"));
    const { stdout } = await backUp("--json", name);
    const { sha256 } = JSON.parse(
      readFileSync(join(pathOf("relative"), "manifest.json"), "utf8"),
    ) as { sha256: string };
    expect(sha256).to.match(/^[0-9a-f]{64}$/);
    expect(JSON.parse(stdout)).to.include({ run_id: 1, rows: ROWS });
  });

  it("accept a folder whose name has wild cards and quotes", async () => {
    const folder = pathOf("a{b,c}*?'d\\");
    expect((await backUp(folder)).status).to.equal(0);
    const other = new Workspace();
    const { status, stderr } = await other.run("restore", [folder]);
    await other.remove();
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
  });

  it("do not touch a folder that is not empty", async () => {
    const folder = workspace().makeFolder("used");
    workspace().write("used/letter.txt", "dear");
    expect(await backUp(folder)).to.deep.equal(
      failure(
        1,
        `${folder} is not empty: name another folder, or remove what is in it, such as a backup that was cut off`,
      ),
    );
    expect(readdirSync(folder)).to.deep.equal(["letter.txt"]);
    const twice = pathOf("twice");
    await backUp(twice);
    expect(await backUp(twice)).to.deep.equal(
      failure(1, `${twice} holds a backup already: name another folder`),
    );
  });

  it("report what prevents them", async () => {
    const file = workspace().write("file", "");
    for (const command of ["backup", "restore"]) {
      const { status, stderr } = await workspace().run(command, [file]);
      expect(status).to.equal(1);
      expect(stderr).to.match(
        command === "backup"
          ? /^touchline: cannot write to \S+file \(EEXIST.*\): make it writable, or name another folder\n$/
          : /^touchline: \S+file is not a complete backup: it has no manifest\.json/,
      );
      for (const [args, message] of [
        [[], "name one folder"],
        [["a", "b"], "name one folder"],
        [["-"], "- is not a folder: a backup cannot go through a pipe"],
      ] as const)
        expect(await workspace().run(command, args)).to.deep.equal(
          failure(2, `${message} ${HELP(command)}`),
        );
    }
  });

  it("report missing permissions", async function () {
    const prefix = ordinaryUser();
    if (!prefix || process.getuid?.() !== 0) this.skip();
    const folder = workspace().makeFolder("of root");
    const dataDir = workspace().makeFolder("of nobody");
    chmodSync(dataDir, 0o777);
    const events = workspace().write("few.jsonl", `${REGISTRATION}\n`);
    const options = { prefix, env: { DATA_DIR: dataDir } };
    const run = (command: string, name: string) =>
      workspace().runProcess(command, [name], options);
    expect((await run("ingest", events)).status).to.equal(0);
    const { status, stderr } = await run("backup", folder);
    await stopEngine(readConfig(options.env));
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^touchline: cannot write to .*of root \(EACCES.*\): make it writable, or name another folder\n$/,
    );
    expect(readdirSync(folder)).to.be.empty;
  });
});
