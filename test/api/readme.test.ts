import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { startApi, stopApi } from "../owner/start-api.ts";
import { runCommand } from "../support/command.ts";
import { withFolder } from "../support/folders.ts";

const SAMPLE = "bench/sample/events.jsonl.gz";
const BASE = "http://localhost:5000";

/** A question of the README, and its answer there. */
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
    answer: JSON.parse(answer),
  }));
}

describe("the README's questions to the API", function () {
  this.timeout(120_000);

  it("are answered with the sample as it says", () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, "data");
      const env = { DATA_DIR: dataDir };
      const ingested = await runCommand(["ingest", SAMPLE], { env });
      expect(ingested.status).to.equal(0);
      const api = await startApi(dataDir);
      const examples = readExamples();
      expect(examples).to.have.length(2);
      for (const { url, answer } of examples) {
        const response = await fetch(url.replace(BASE, api.url));
        expect(await response.json(), url).to.deep.equal(answer);
      }
      await stopApi(api);
    }));
});
