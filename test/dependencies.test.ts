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

/** Of those that npm has never seen here, of other platforms, no hash is known. */
const WITHOUT_HASH = /^node_modules\/@chdb\/lib-(darwin|linux-arm64)/;

/** Those that ask nothing of who uses Touchline but to name them. */
const LICENSES = ["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause"];

describe("package-lock.json", () => {
  const { packages } = read("package-lock.json");
  const locked = Object.entries(packages).filter(([path]) => path !== "");
  const installed = locked.filter(([, { dev }]) => !dev);

  it("holds the hash of each package, and no address", () => {
    for (const [path, { integrity, resolved }] of locked) {
      expect(resolved, path).to.equal(undefined);
      if (!WITHOUT_HASH.test(path))
        expect(integrity, path).to.match(/^sha512-/);
    }
  });

  it("lets one package alone run a script when it is installed", () => {
    const scripts = locked.filter(([, one]) => one.hasInstallScript);
    expect(scripts.map(([path]) => path)).to.deep.equal(["node_modules/chdb"]);
  });

  it("has what users install under licenses that let them", () => {
    for (const [path, { license }] of installed)
      expect(LICENSES, path).to.include(license);
  });

  it("pins what is not said to be stable", () => {
    const { dependencies } = read("package.json");
    for (const name of ["chdb", "@clickhouse/client"])
      expect(dependencies[name]).to.match(/^\d+\.\d+\.\d+$/);
  });
});
