import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { load } from "js-yaml";
import { packageRoot } from "../../common/package-root.ts";

const FILE = ".github/workflows/release.yml";

interface Workflow {
  readonly on: { readonly push: { readonly tags: readonly string[] } };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

describe(FILE, () => {
  const text = readFileSync(join(packageRoot, FILE), "utf8");
  const { on, permissions, jobs } = load(text) as Workflow;

  it("begins with a tag of a version, and may only read", () => {
    expect(Object.keys(on)).to.deep.equal(["push"]);
    expect(on.push.tags).to.deep.equal(["v[0-9]+.[0-9]+.[0-9]+*"]);
    expect(permissions).to.deep.equal({ contents: "read" });
  });

  it("publishes nothing before all tests have passed", () => {
    const { test, ...others } = jobs;
    expect(test?.steps.map(({ run }) => run)).to.include(".ci/run");
    expect(test?.permissions).to.equal(undefined);
    for (const [name, { needs }] of Object.entries(others))
      expect(needs, name).to.equal("test");
  });

  it("names the version of each action", () => {
    const used = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ uses = [] }) => uses),
    );
    for (const action of used)
      expect(action).to.match(/^(actions|docker)\/[\w-]+@v\d+$/);
  });
});
