import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../common/package-root.ts";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (file: string) =>
  JSON.parse(readFileSync(join(packageRoot, file), "utf8")) as {
    readonly packages: Readonly<Record<string, Locked>>;
    readonly dependencies: Readonly<Record<string, string>>;
  };

/** Engines of other platforms, whose hashes are not known. */
const WITHOUT_HASH = [
  "node_modules/@chdb/lib-darwin-arm64",
  "node_modules/@chdb/lib-darwin-x64",
  "node_modules/@chdb/lib-linux-arm64-gnu",
];

/** Licenses that require only attribution from users of Touchline. */
const LICENSES = ["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause"];

describe("package-lock.json", () => {
  const { packages } = read("package-lock.json");
  const locked = Object.entries(packages).filter(([path]) => path !== "");
  const installed = locked.filter(([, { dev }]) => !dev);

  for (const file of ["package-lock.json", "bench/peers/package-lock.json"])
    it(`has the hash of each package, and no address: ${file}`, () => {
      for (const [path, one] of Object.entries(read(file).packages)) {
        if (path === "") continue;
        expect(one.resolved, path).to.equal(undefined);
        if (!WITHOUT_HASH.includes(path))
          expect(one.integrity, path).to.match(/^sha512-/);
      }
    });

  it("lets only one package run an install script", () => {
    const scripts = locked.filter(([, one]) => one.hasInstallScript);
    expect(scripts.map(([path]) => path)).to.deep.equal(["node_modules/chdb"]);
  });

  it("contains only licenses that allow distribution", () => {
    for (const [path, { license }] of installed)
      expect(LICENSES, path).to.include(license);
  });

  it("pins packages that are not declared stable", () => {
    const { dependencies } = read("package.json");
    for (const name of ["chdb", "@clickhouse/client"])
      expect(dependencies[name]).to.match(/^\d+\.\d+\.\d+$/);
  });
});
