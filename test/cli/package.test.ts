import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { withFolder } from "../support/command/folders.ts";

describe("the package", function () {
  this.timeout(120_000);

  it("contains everything that touchline needs, and no tests", () =>
    withFolder(async (folder) => {
      const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
      execFileSync("npm", pack, { cwd: packageRoot, stdio: "ignore" });
      const [archive = ""] = readdirSync(folder);
      execFileSync("tar", ["xzf", archive], { cwd: folder });
      const unpacked = join(folder, "package");
      symlinkSync(
        join(packageRoot, "node_modules"),
        join(folder, "node_modules"),
      );
      const main = join(unpacked, "dist/cli/touchline.cjs");
      const env = {
        ...process.env,
        CLICKHOUSE_URL: "",
        DATA_DIR: join(folder, "data"),
        PORT: "0",
      };
      const run = (...args: string[]) =>
        execFileSync(process.execPath, [main, ...args], {
          cwd: folder,
          env,
          encoding: "utf8",
          stdio: "pipe",
        });
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

      const api = spawn(process.execPath, [main, "serve"], { env });
      const [chunk] = (await once(api.stdout, "data")) as [Buffer];
      const url = /http:\S+/.exec(String(chunk))?.[0] ?? "";
      for (const path of ["/", "/docs", "/openapi.json", "/api/daily"])
        expect((await fetch(url + path)).status, path).to.equal(200);
      api.kill("SIGTERM");
      await once(api, "close");
      expect(existsSync(join(unpacked, "test"))).to.be.false;
      expect(existsSync(join(unpacked, "dist/test"))).to.be.false;
    }));
});
