import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { packageRoot, readVersion } from "../../common/package-root.ts";

/** Makes a folder with the dependencies of touchline, as links to those here. */
function linkDependencies(folder: string): void {
  const { packages } = JSON.parse(
    readFileSync(join(packageRoot, "package-lock.json"), "utf8"),
  ) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev = false }] of Object.entries(packages)) {
    const isTop = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path);
    if (!isTop || dev || !existsSync(join(packageRoot, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(packageRoot, path), join(folder, path));
  }
}

/** A program that uses the client; of its three uses, one is wrong. */
const PROGRAM = `import { createClient, type AnswerOf } from "touchline/client";
const touchline = createClient("http://localhost:5000");
const { active_users } = await touchline.get("/api/game-stats");
const days: AnswerOf<"/api/daily">["days"] = [];
console.log(active_users.toFixed(), days.length);
// @ts-expect-error there is no such path
await touchline.get("/api/nothing");
`;

describe("the package, installed in another project", function () {
  this.timeout(120_000);
  let folder: string;
  let project: string;
  let packed: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "touchline-package-"));
    const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
    execFileSync("npm", pack, { cwd: packageRoot, stdio: "ignore" });
    const [archive = ""] = readdirSync(folder);
    packed = join(folder, archive);
    project = join(folder, "project");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), '{"type": "module"}');
    linkDependencies(project);
    const install = ["install", "--offline", "--ignore-scripts", packed];
    execFileSync("npm", install, { cwd: project, stdio: "pipe" });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const settings = () => ({
    ...process.env,
    CLICKHOUSE_URL: "",
    DATA_DIR: join(folder, "data"),
    PORT: "0",
    TMPDIR: folder,
  });
  const execute = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, {
      ...{ cwd: project, env: settings(), encoding: "utf8", stdio: "pipe" },
    });
  const installed = () => join(project, "node_modules/.bin/touchline");
  /** Runs the command that npx runs. */
  const run = (...args: string[]) => execute(installed(), args);
  /** Starts it in a folder, until it prints an address. */
  async function start(cwd: string, command: string) {
    const child = spawn(installed(), [command], { cwd, env: settings() });
    const ended = once(child, "close") as Promise<[number]>;
    let text = "";
    for await (const chunk of child.stdout) {
      text += String(chunk);
      const [url] = /http:\/\/\S+:\d+/.exec(text) ?? [];
      if (url !== undefined)
        return {
          url,
          async stop() {
            child.stdout.resume();
            child.kill("SIGTERM");
            return (await ended)[0];
          },
        };
    }
    throw new Error(`it printed no address: ${text}`);
  }

  it("contains what touchline needs, and nothing for its developers", () => {
    const listed = execFileSync("tar", ["tzf", packed], { encoding: "utf8" });
    const files = listed.trim().split("\n");
    expect(files).to.include("package/deploy/systemd/touchline.service");
    const other = files.filter((file) =>
      /package\/(dist\/)?(test|bench)\/|\.map$|\.ts$|write-timezones/.test(
        file,
      ),
    );
    expect(
      other.filter((file) => !/^package\/dist\/client\/.*\.d\.ts$/.test(file)),
    ).to.have.members([
      "package/bench/sample/README.md",
      "package/bench/sample/events.jsonl.gz",
      "package/bench/sample/expected.json",
      "package/bench/sample/timezones.jsonl",
    ]);
  });

  it("can be published, and names no host", () => {
    const read = readFileSync(join(packageRoot, "package.json"), "utf8");
    const described = JSON.parse(read) as Record<string, unknown>;
    expect(described).not.to.have.property("private");
    expect(described).to.include.keys("license", "engines", "description");
    expect(read).not.to.contain("://");
    const readme = readFileSync(join(packageRoot, "README.md"), "utf8");
    expect(readme).to.contain(`/touchline-${readVersion()}.tgz`);
  });

  it("runs the demo in an empty folder, and leaves it empty", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const demo = await start(empty, "demo");
    const answer = await fetch(`${demo.url}/api/game-stats`);
    expect(await answer.json()).to.include({ active_users: 973 });
    expect(await demo.stop()).to.equal(0);
    expect(readdirSync(empty)).to.be.empty;
  });

  it("runs every command", () => {
    const help = execute("npx", ["--offline", "touchline", "--version"]);
    expect(help.trim()).to.equal(readVersion());
    run("generate", "--events", "200", "--out", "season.jsonl");
    const report = run("ingest", "--json", "season.jsonl");
    expect(JSON.parse(report)).to.include({ accepted: 200 });
    expect(run("verify")).to.contain("No differences");
    expect(run("runs")).to.contain("season.jsonl");
    expect(run("doctor")).to.contain("All is well.");
    expect(run("key", "ana")).to.contain("ana:read:");
    const players = "SELECT user_id FROM registration_data LIMIT 1";
    const user = run("sql", "--format", "TSV", players).trim();
    expect(run("erase", user)).to.contain(`The user ${user} is erased`);
    expect(run("forget", "--days", "1")).to.contain("forgotten");
    run("replay");
    run("backup", "copy");
    expect(readdirSync(join(project, "copy"))).to.include("manifest.json");
  });

  it("serves the API, its documents and the dashboard", async () => {
    const api = await start(project, "serve");
    for (const path of ["/", "/docs", "/openapi.json", "/api/daily"])
      expect((await fetch(api.url + path)).status, path).to.equal(200);
    expect(await api.stop()).to.equal(0);
  });

  it("has the types of its client", () => {
    writeFileSync(join(project, "program.ts"), PROGRAM);
    const compile = [
      join(packageRoot, "node_modules/typescript/bin/tsc"),
      ...["--strict", "--noEmit", "--module", "nodenext"],
      ...["--target", "es2023", "--lib", "es2023,dom"],
      "program.ts",
    ];
    execFileSync(process.execPath, compile, { cwd: project, stdio: "pipe" });
  });
});
