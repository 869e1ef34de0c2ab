import { expect } from "chai";
import { buildPing, NOON } from "../../../support/events/events.ts";
import { judge, PING, rejects, withNumber } from "./judge.ts";

describe("parsePlain", () => {
  describe("invalid_event_id", () => {
    for (const [written, id] of [
      ["0", 0],
      ["-0", 0],
      ["3.0", 3],
      ["3e0", 3],
      ["30e-1", 3],
      ["9007199254740991", 2 ** 53 - 1],
    ] as const) {
      it(`accepts ${written}`, () => {
        const judgement = judge(withNumber("event_id", written));
        expect(judgement).to.deep.equal(buildPing({}, { event_id: id }));
      });
    }

    rejects("invalid_event_id", [
      "{}",
      buildPing({}, { event_id: undefined }),
      buildPing({}, { event_id: null }),
      buildPing({}, { event_id: "3" }),
      buildPing({}, { event_id: true }),
      buildPing({}, { event_id: [3] }),
      buildPing({}, { event_id: {} }),
      withNumber("event_id", "-1"),
      withNumber("event_id", "0.5"),
      withNumber("event_id", "9007199254740992"),
      withNumber("event_id", "1e400"),
      PING.replace("event_id", "Event_id"),
    ]);
  });

  describe("unknown_event_type", () => {
    rejects("unknown_event_type", [
      buildPing({}, { event_type: undefined }),
      buildPing({}, { event_type: null }),
      buildPing({}, { event_type: "" }),
      buildPing({}, { event_type: "Match" }),
      buildPing({}, { event_type: "match " }),
      buildPing({}, { event_type: 0 }),
      buildPing({}, { event_type: ["match"] }),
    ]);
  });

  describe("invalid_timestamp", () => {
    const late = { now: 2 ** 33 };
    const at = (event_timestamp: number) => buildPing({}, { event_timestamp });

    it("accepts the first second and the last that 32 bits hold", () => {
      expect(judge(at(1))).to.deep.equal(at(1));
      expect(judge(at(2 ** 32 - 1), late)).to.deep.equal(at(2 ** 32 - 1));
      expect(judge(at(2 ** 32), late)).to.equal("invalid_timestamp");
    });

    it("accepts a day ahead of the clock, and no second more", () => {
      expect(judge(at(NOON + 86_400))).to.deep.equal(at(NOON + 86_400));
      expect(judge(at(NOON + 86_401))).to.equal("invalid_timestamp");
    });

    it("accepts 3.0 and 3e0 as 3", () => {
      expect(judge(withNumber("event_timestamp", "3.0"))).to.deep.equal(at(3));
      expect(judge(withNumber("event_timestamp", "3e0"))).to.deep.equal(at(3));
    });

    rejects("invalid_timestamp", [
      at(0),
      at(-1),
      at(NOON + 0.5),
      buildPing({}, { event_timestamp: undefined }),
      buildPing({}, { event_timestamp: null }),
      buildPing({}, { event_timestamp: String(NOON) }),
      buildPing({}, { event_timestamp: [NOON] }),
      withNumber("event_timestamp", "-0"),
      withNumber("event_timestamp", "1e400"),
    ]);
  });

  describe("outside_window", () => {
    // 2024-10-02 to 2024-10-04, and their first and last seconds.
    const window = { firstDay: 19_998, lastDay: 20_000 };
    const first = 1_727_827_200;
    const last = 1_728_086_399;
    const at = (event_timestamp: number) => buildPing({}, { event_timestamp });

    it("includes the first and the last day entirely", () => {
      for (const time of [first, last]) {
        expect(judge(at(time), window)).to.deep.equal(at(time));
      }
    });

    it("excludes the seconds before and after them", () => {
      expect(judge(at(first - 1), window)).to.equal("outside_window");
      expect(judge(at(last + 1), window)).to.equal("outside_window");
    });

    it("may be one day", () => {
      const day = { firstDay: 20_000, lastDay: 20_000 };
      expect(judge(at(last), day)).to.deep.equal(at(last));
      expect(judge(at(last - 86_400), day)).to.equal("outside_window");
    });
  });

  describe("invalid_event_data", () => {
    rejects("invalid_event_data", [
      buildPing({}, { event_data: undefined }),
      buildPing({}, { event_data: null }),
      buildPing({}, { event_data: [] }),
      buildPing({}, { event_data: [buildPing().event_data] }),
      buildPing({}, { event_data: "{}" }),
      buildPing({}, { event_data: 3 }),
    ]);
  });
});
