import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { COMMANDS } from "../../cli/commands.ts";
import { readConfig, SETTINGS } from "../../common/settings/config.ts";
import { packageRoot } from "../../common/package-root.ts";

const FILE = "deploy/systemd/touchline.service";

/** The values of each option of the unit, in their order. */
function readUnit(): Map<string, string[]> {
  const options = new Map<string, string[]>();
  for (const line of readFileSync(join(packageRoot, FILE), "utf8").split(
    "\n",
  )) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return options;
}

describe(FILE, () => {
  const unit = readUnit();

  it("starts a command that exists, with settings that exist", () => {
    const [program, command] = unit.get("ExecStart")?.[0]?.split(" ") ?? [];
    expect(program).to.equal("touchline");
    expect([...COMMANDS.keys()]).to.include(command);
    const given = (unit.get("Environment") ?? []).map(
      (text) => text.split("=") as [string, string],
    );
    expect(SETTINGS).to.include.members(given.map(([name]) => name));
    expect(() => readConfig(Object.fromEntries(given))).not.to.throw();
  });

  it("keeps the data in the one folder that it may write to", () => {
    expect(unit.get("ProtectSystem")).to.deep.equal(["strict"]);
    const [folder] = unit.get("StateDirectory") ?? [];
    expect(unit.get("Environment")).to.include(
      `DATA_DIR=/var/lib/${folder}/data`,
    );
  });

  it("waits for the API to stop by itself, and ends the engine after it", () => {
    const stopSeconds = (unit.get("Environment") ?? [])
      .map((text) => /^STOP_SECONDS=(\d+)$/.exec(text)?.[1])
      .find((text) => text !== undefined);
    expect(Number(unit.get("TimeoutStopSec"))).to.be.above(Number(stopSeconds));
    expect(unit.get("KillMode")).to.deep.equal(["mixed"]);
  });
});
