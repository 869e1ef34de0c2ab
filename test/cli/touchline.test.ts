import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { COMMANDS } from "../../cli/commands.ts";
import { packageRoot } from "../../common/package-root.ts";
import { failure, runHere } from "../support/command/command.ts";

const HELP = "(npx touchline --help lists the commands)";

describe("touchline", () => {
  it("lists its commands, one per line, alone and with --help", async () => {
    const { status, stdout, stderr } = await runHere(["--help"]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    const listed = [...stdout.matchAll(/^ {2}(\w+) {2,}(\S.*)$/gm)];
    expect(listed.map(([, name]) => name)).to.deep.equal([...COMMANDS.keys()]);
    for (const args of [[], ["help"], ["help", "help"]])
      expect((await runHere(args)).stdout).to.equal(stdout);
    expect(stdout.split("\n").every((line) => line.length <= 80)).to.be.true;
  });

  it("prints its version", async () => {
    const { version } = JSON.parse(
      readFileSync(join(packageRoot, "package.json"), "utf8"),
    ) as { version: string };
    expect(await runHere(["--version"])).to.deep.equal({
      status: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  for (const [typed, message] of [
    ["ignest", "unknown command ignest; did you mean ingest?"],
    ["verfy", "unknown command verfy; did you mean verify?"],
    ["help verfy", "unknown command verfy; did you mean verify?"],
    ["nonsense", "unknown command nonsense"],
    ["--hepl", "unknown option --hepl; did you mean --help?"],
  ] as const)
    it(`rejects ${typed} with a suggestion`, async () => {
      expect(await runHere(typed.split(" "))).to.deep.equal(
        failure(2, `${message} ${HELP}`),
      );
    });

  for (const [name, load] of COMMANDS) {
    it(`has ${name} list each option that it takes, and no other`, async () => {
      const { call, options, usage } = await load();
      expect(call).to.equal(`npx touchline ${name}`);
      const listed = [...usage.matchAll(/^ {2}--([\w-]+)/gm)];
      expect(listed.map(([, option]) => option)).to.have.members([
        ...Object.keys(options),
        "help",
      ]);
    });

    it(`prints the usage of ${name} with examples, and does nothing else`, async () => {
      const env = { DATA_DIR: "/nowhere", PORT: "no port" };
      const asked = await runHere([name, "--help"], { env });
      const { status, stdout, stderr } = asked;
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
      expect(stdout).to.match(new RegExp(`^Usage: npx touchline ${name}\\b`));
      const examples = stdout.split("\nExamples:\n")[1] ?? "";
      expect(examples).to.contain(`npx touchline ${name}`);
      expect(await runHere([name, "-h"], { env })).to.deep.equal(asked);
      expect(await runHere(["help", name], { env })).to.deep.equal(asked);
    });

    it(`suggests the option that was meant for ${name}`, async () => {
      expect(await runHere([name, "--hlep"])).to.deep.equal(
        failure(
          2,
          `unknown option --hlep; did you mean --help? (npx touchline ${name} --help lists the options)`,
        ),
      );
    });
  }

  it("reads no options after --", async () => {
    const { status, stderr } = await runHere(["erase", "--", "--help"]);
    expect(status).to.equal(2);
    expect(stderr).to.contain('"--help" is not a UUID');
  });

  it("is the name of the npx command", () => {
    const args = ["--no", "touchline", "runs", "--help"];
    const message = execFileSync("npx", args, {
      cwd: packageRoot,
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(String(message)).to.match(/^Usage: npx touchline runs/);
  }).timeout(120_000);
});
