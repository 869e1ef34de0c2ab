import { expect } from "chai";
import { describeResult, readPlan, tryCases } from "../try-cases.ts";
import { describeApi } from "../../../api/openapi.ts";
import { ENDPOINTS } from "../../../api/endpoints.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Document } from "./document.ts";
import { fuzzApi, withFuzzedApi } from "./fuzz-api.ts";

const CASES = 25;

describe("the API, asked what its document allows and what it does not", function () {
  this.timeout(300_000);

  it("answers each request as the document says, twice the same", () =>
    withFuzzedApi(async (api) => {
      const plan = readPlan([], CASES);
      const said: string[] = [];
      const result = await tryCases(
        plan,
        "npm run fuzz:api",
        (text) => said.push(text),
        (number) => fuzzApi(api, plan.seed, number),
      );
      expect(said).to.deep.equal([]);
      expect(result.cases).to.equal(CASES);
      expect(result.counts["answered"]).to.be.greaterThan(100);
      expect(result.counts["refused"]).to.be.greaterThan(100);
      console.log(`      ${describeResult(plan, result)}`);
    }));

  it("would show an answer that the document does not describe", () => {
    const document = describeApi(ENDPOINTS) as unknown as Document;
    const request = {
      ...{ method: "GET", headers: {}, wrong: false },
      ...{ path: "/api/runs", asked: "/api/runs" },
    };
    const check = (status: number, type: string, body: string) => {
      const headers = { "content-type": type, "x-request-id": "1" };
      return checkAnswer(document, request, { status, headers, body });
    };
    const runs = '{"runs":[],"next":null}';
    expect(check(200, "application/json", runs)).to.deep.equal([]);
    expect(check(200, "text/html", runs)).not.to.be.empty;
    expect(check(200, "application/json", "{}")).not.to.be.empty;
    expect(check(500, "application/problem+json", "{}")).not.to.be.empty;
    expect(check(200, "text/csv", "<html>")).not.to.be.empty;
  });
});
