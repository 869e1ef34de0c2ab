import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { withSampleApi } from "../support/with-sample-api.ts";

const BASE = "http://localhost:5000";

/** A request in the README, and its answer there. */
interface Example {
  readonly url: string;
  readonly answer: unknown;
}

function readExamples(): Example[] {
  const readme = readFileSync(join(packageRoot, "README.md"), "utf8");
  const pairs = readme.matchAll(
    /^```sh\ncurl '([^']+)'\n```\n\n```json\n(.*?)^```$/gms,
  );
  return [...pairs].map(([, url = "", answer = ""]) => ({
    url,
    answer: JSON.parse(answer) as unknown,
  }));
}

describe("the README's requests to the API", function () {
  this.timeout(120_000);

  it("return the answers in the README for the sample", () =>
    withSampleApi(async (api) => {
      const examples = readExamples();
      expect(examples).to.have.length(2);
      for (const { url, answer } of examples) {
        const response = await fetch(url.replace(BASE, api));
        expect(await response.json(), url).to.deep.equal(answer);
      }
    }));
});
