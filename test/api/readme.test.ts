import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ENDPOINTS } from "../../api/endpoints.ts";
import type { EndpointSchema } from "../../api/endpoint/endpoint.ts";
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

/** Requests whose answers depend on when they are sent. */
const MOMENTARY = ["/api/runs", "/api/runs/current"];

/** The address of an endpoint's example. */
function addressOf({ path, example }: EndpointSchema): string {
  const query = new URLSearchParams(example.parameters);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = query.get(name) ?? "";
    query.delete(name);
    return value;
  });
  return `${filled}?${query.toString()}`;
}

describe("the documented requests to the API", function () {
  this.timeout(120_000);

  it("return the documented answers for the sample", () =>
    withSampleApi(async (api) => {
      for (const { schema } of ENDPOINTS) {
        if (MOMENTARY.includes(schema.path)) continue;
        const response = await fetch(`${api}${addressOf(schema)}`);
        const answer = (await response.json()) as Record<string, unknown>;
        const sample = schema.example.answer as Record<string, unknown>;
        // Lists are cut short in the reference.
        for (const [name, list] of Object.entries(sample))
          if (Array.isArray(list))
            answer[name] = (answer[name] as unknown[]).slice(0, list.length);
        expect(answer, schema.path).to.deep.equal(sample);
      }
      const examples = readExamples();
      expect(examples).to.have.length(2);
      for (const { url, answer } of examples) {
        const response = await fetch(url.replace(BASE, api));
        expect(await response.json(), url).to.deep.equal(answer);
      }
    }));
});
