import { expect } from "chai";
import {
  buildMatch,
  buildPing,
  CONTEXT,
  writeUsual,
} from "../../support/events/events.ts";
import { createJudges } from "../../support/oracle/judges.ts";
import { sliceOf } from "../../support/events/slice.ts";

describe("createLineParser", () => {
  const { line } = createJudges(CONTEXT);

  it("accepts the usual layout", () => {
    expect(line(sliceOf(writeUsual(buildMatch())))).to.deep.equal(buildMatch());
  });

  it("accepts any other spelling", () => {
    expect(line(sliceOf(JSON.stringify(buildPing())))).to.deep.equal(
      buildPing(),
    );
  });

  it("returns the reason for a rejected line", () => {
    const event = buildMatch({ home_goals_scored: 100 });
    expect(line(sliceOf(writeUsual(event)))).to.equal("invalid_goals");
    expect(line(sliceOf("{"))).to.equal("malformed_json");
  });
});
