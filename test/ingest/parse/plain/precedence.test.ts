import { expect } from "chai";
import type { Reason } from "../../../../common/reasons.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  NOON,
  USER_ID,
} from "../../../support/events/events.ts";
import { judge } from "./judge.ts";

describe("parsePlain", () => {
  describe("when several rules are broken", () => {
    const window = { firstDay: 30_000 };
    /** Each one breaks one more rule than the one before. */
    const broken: readonly (readonly [Reason, object, object])[] = [
      ["invalid_goals", { home_goals_scored: -1 }, {}],
      ["same_player", { away_user_id: USER_ID }, {}],
      ["invalid_match_id", { match_id: "" }, {}],
      ["invalid_user_id", { home_user_id: "" }, {}],
      ["invalid_event_data", {}, { event_data: [] }],
      ["invalid_timestamp", {}, { event_timestamp: NOON + 86_401 }],
      ["unknown_event_type", {}, { event_type: "" }],
      ["invalid_event_id", {}, { event_id: -1 }],
    ];
    broken.forEach(([reason], last) => {
      it(`the first in order is the reason: ${reason}`, () => {
        const data = {};
        const event = {};
        for (const [, dataFields, eventFields] of broken.slice(0, last + 1)) {
          Object.assign(data, dataFields);
          Object.assign(event, eventFields);
        }
        expect(judge(buildMatch(data, event))).to.equal(reason);
      });
    });

    it("the window comes after the time and before the data", () => {
      const noData = { event_data: null };
      expect(judge(buildPing({}, noData), window)).to.equal("outside_window");
      const early = { ...noData, event_timestamp: 0 };
      expect(judge(buildPing({}, early), window)).to.equal("invalid_timestamp");
    });

    it("a registration's user comes before its country and its device", () => {
      const wrong = { country: "", device_os: "" };
      expect(judge(buildRegistration(wrong))).to.equal("unknown_country");
      expect(judge(buildRegistration({ ...wrong, user_id: "" }))).to.equal(
        "invalid_user_id",
      );
    });

    it("a ping's user comes before its type", () => {
      expect(judge(buildPing({ user_id: "", type: null }))).to.equal(
        "invalid_user_id",
      );
    });
  });
});
