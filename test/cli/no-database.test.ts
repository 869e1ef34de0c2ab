import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { USER_ID } from "../support/events/events.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import { asServer } from "../support/test-engine.ts";

describe("commands without a database", () => {
  const workspace = lendWorkspace();

  const COMMANDS: readonly (readonly [string, ...string[]])[] = [
    ["sql", "SELECT 1"],
    ["sql", "--write", "SELECT 1"],
    ["runs"],
    ["verify"],
    ["replay"],
    ["forget", "--days", "3"],
    ["erase", USER_ID],
    ["backup", "/nowhere/backup"],
  ];

  for (const [name, ...args] of COMMANDS) {
    it(`fail and name the command that creates it: ${[name, ...args].join(" ")}`, async () => {
      const { status, stdout, stderr } = await workspace().run(name, args);
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(
        new RegExp(
          `^touchline: [^\n]* no database ${workspace().database}[^\n]*: npx touchline ingest FILE creates [^\n]+\n$`,
        ),
      );
    });

    it(`create no data directory: ${[name, ...args].join(" ")}`, async function () {
      if (asServer) this.skip();
      const DATA_DIR = join(workspace().folder, "data");
      const options = { env: { DATA_DIR } };
      expect((await workspace().run(name, args, options)).status).to.equal(1);
      expect(existsSync(DATA_DIR)).to.be.false;
    });
  }
});
