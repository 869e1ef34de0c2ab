import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { withSampleApi } from "../support/with-sample-api.ts";

const run = promisify(execFile);

/** The example of the client in the README. */
function readExample(): string {
  const readme = readFileSync(join(packageRoot, "README.md"), "utf8");
  const [, code] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  if (code === undefined) throw new Error("the README has no example");
  return code;
}

/** A project that has installed touchline, with this program. */
function makeProject(folder: string, program: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  symlinkSync(packageRoot, join(modules, "touchline"));
  symlinkSync(
    join(packageRoot, "node_modules/@types"),
    join(modules, "@types"),
  );
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(folder, "example.ts"), program);
}

describe("the README's example of the client", function () {
  this.timeout(120_000);

  it("compiles in its own project, and prints the API's answer", () =>
    withSampleApi(async (url, project) => {
      const example = readExample();
      expect(example).to.contain("http://localhost:5000");
      makeProject(project, example.replace("http://localhost:5000", url));
      await run(
        process.execPath,
        [
          join(packageRoot, "node_modules/typescript/bin/tsc"),
          ...["--strict", "--module", "nodenext", "--target", "es2023"],
          ...["--types", "node", "example.ts"],
        ],
        { cwd: project },
      );
      const { stdout } = await run(process.execPath, ["example.js"], {
        cwd: project,
      });
      const days = (await (
        await fetch(`${url}/api/daily?from=2024-10-01&to=2024-10-31`)
      ).json()) as { days: { date: string; active_users: number }[] };
      const expected = days.days.map(
        ({ date, active_users }) => `${date} ${active_users}`,
      );
      expect(stdout.trimEnd().split("\n")).to.deep.equal([
        ...expected,
        "nobody has registered as 00000000-0000-4000-8000-000000000000",
      ]);
    }));
});
