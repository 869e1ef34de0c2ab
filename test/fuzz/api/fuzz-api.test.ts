import { expect } from "chai";
import { describeResult, readPlan, tryCases } from "../try-cases.ts";
import { describeApi } from "../../../api/endpoint/openapi.ts";
import { ENDPOINTS } from "../../../api/endpoints.ts";
import { readSql } from "../../../common/package-root.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Document } from "./document.ts";
import { fuzzApi, withFuzzedApi } from "./fuzz-api.ts";
import { watchStatements } from "./known-statements.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 1);

describe("the API, given requests inside and outside its document", function () {
  this.timeout(300_000);

  it("answers each request as documented, and identically when repeated", () =>
    withFuzzedApi(async (api) => {
      const plan = readPlan([], CASES);
      const printed: string[] = [];
      const result = await tryCases(
        plan,
        "npm run fuzz:api",
        (text) => printed.push(text),
        (number) => fuzzApi(api, plan.seed, number),
      );
      expect(printed).to.deep.equal([]);
      expect(result.cases).to.equal(CASES);
      expect(result.counts["answered"]).to.be.greaterThan(4 * CASES);
      expect(result.counts["refused"]).to.be.greaterThan(4 * CASES);
      console.log(`      ${describeResult(plan, result)}`);
    }));

  it("would detect a value of a request in a statement", async () => {
    const complaints: string[] = [];
    const sql = readSql("api/routes/leaderboard/leaderboard.sql");
    const store = await watchStatements(
      {
        query: () => Promise.resolve([]),
        snapshot: (read) => read(1),
        version: () => Promise.resolve(1),
      },
      (text) => complaints.push(text),
    );
    const ask = (text: string) => store.query({ name: "any", sql: text });
    await ask(sql);
    expect(complaints).to.deep.equal([]);
    await ask(sql.replace("{country:String}", "'DE'"));
    await ask(sql.replace("{country:String}", "CAST('x', 'String')"));
    await ask(`${sql} -- more`);
    expect(complaints).to.have.length(3);
  });

  it("would detect an answer that the document does not describe", () => {
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
