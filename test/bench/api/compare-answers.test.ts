import { expect } from "chai";
import { compareAnswers } from "../../../bench/api/compare-answers.ts";
import type { EndpointPlan } from "../../../bench/api/plan-requests.ts";
import { withServer } from "./with-server.ts";

const PLANS: EndpointPlan[] = [
  { name: "daily", about: "chart", warmUp: [], paths: ["/one", "/two"] },
  { name: "user-stats", about: "player", warmUp: [], paths: ["/three"] },
];

describe("compareAnswers", () => {
  it("accepts equal answers, whatever the order of their keys", async () => {
    const count = await compare('{"a":1,"b":[2]}', '{"b":[2],"a":1}');
    expect(count).to.equal(3);
  });

  it("stops at an answer that differs", async () => {
    const failure = await compare('{"a":1}', '{"a":1.01}').catch(
      (error: Error) => error.message,
    );
    expect(failure).to.equal('answers to /one differ: {"a":1} and {"a":1.01}');
  });
});

function compare(ours: string, theirs: string): Promise<number> {
  return withServer(
    (_request, response) => void response.end(ours),
    (ourOrigin) =>
      withServer(
        (_request, response) => void response.end(theirs),
        (theirOrigin) =>
          compareAnswers(
            [ourOrigin, theirOrigin].map((origin) => ({
              label: origin,
              start: () =>
                Promise.resolve({ origin, stop: () => Promise.resolve() }),
            })),
            PLANS,
          ),
      ),
  );
}
