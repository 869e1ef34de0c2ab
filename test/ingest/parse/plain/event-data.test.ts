import { expect } from "chai";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  MATCH_ID,
  USER_ID,
  writeUsual,
} from "../../../support/events/events.ts";
import { judge, rejects } from "./judge.ts";

describe("parsePlain", () => {
  describe("invalid_user_id", () => {
    rejects("invalid_user_id", [
      buildRegistration({ user_id: undefined }),
      buildMatch({ home_user_id: undefined }),
      buildMatch({ away_user_id: undefined }),
      buildMatch({ home_user_id: "x" }),
      buildMatch({ away_user_id: null }),
      buildPing({}, { event_data: {} }),
      ...[
        undefined,
        null,
        3,
        [USER_ID],
        "",
        USER_ID.slice(1),
        `${USER_ID}0`,
        `${USER_ID}\n`,
        ` ${USER_ID}`,
        `{${USER_ID}}`,
        USER_ID.replaceAll("-", ""),
        USER_ID.replace("a", "g"),
        USER_ID.replace("1b-8", "1-b8"),
        USER_ID.replace("-", "_"),
        USER_ID.replace("0", "\uff10"),
      ].map((user_id) => buildPing({ user_id })),
    ]);
  });

  describe("unknown_country", () => {
    rejects("unknown_country", [
      ...[undefined, null, "", "FR", "us", "US ", "U", 0, ["US"]].map(
        (country) => buildRegistration({ country }),
      ),
    ]);

    it("depends only on the timezones file", () => {
      const event = buildRegistration({ country: "Côte d'Ivoire" });
      const countries = ["US", "Côte d'Ivoire"];
      expect(judge(event, { countries })).to.deep.equal(event);
      expect(judge(event)).to.equal("unknown_country");
      expect(judge(buildRegistration(), { countries: [] })).to.equal(
        "unknown_country",
      );
    });
  });

  describe("invalid_device_os", () => {
    rejects("invalid_device_os", [
      ...[undefined, null, "", "ios", "IOS", "android", "Web ", 0, ["Web"]].map(
        (device_os) => buildRegistration({ device_os }),
      ),
    ]);
  });

  describe("invalid_session_type", () => {
    rejects("invalid_session_type", [
      ...[null, "session_END", "session", " ", 0, false, [], [""], {}].map(
        (type) => buildPing({ type }),
      ),
    ]);
  });

  describe("invalid_match_id", () => {
    rejects("invalid_match_id", [
      ...[undefined, null, "", 3, MATCH_ID.slice(1), `${MATCH_ID}0`].map(
        (match_id) => buildMatch({ match_id }),
      ),
    ]);
  });

  describe("same_player", () => {
    rejects("same_player", [
      buildMatch({ away_user_id: USER_ID }),
      buildMatch({ away_user_id: USER_ID.toUpperCase() }),
    ]);

    it("compares all digits", () => {
      for (const at of [0, 7, 9, 14, 19, 24, 35]) {
        const digit = USER_ID[at] === "f" ? "e" : "f";
        const event = buildMatch({
          away_user_id: USER_ID.slice(0, at) + digit + USER_ID.slice(at + 1),
        });
        expect(judge(event)).to.deep.equal(event);
      }
    });
  });

  describe("invalid_goals", () => {
    const goals = (home: unknown, away: unknown) =>
      buildMatch({ home_goals_scored: home, away_goals_scored: away });

    it("accepts 3.0, 3e0 and -0", () => {
      const written = (text: string) =>
        writeUsual(goals(3, 1)).replace("3,", `${text},`);
      expect(judge(written("3.0"))).to.deep.equal(goals(3, 1));
      expect(judge(written("3e0"))).to.deep.equal(goals(3, 1));
      expect(judge(written("-0"))).to.deep.equal(goals(0, 1));
    });

    rejects("invalid_goals", [
      goals(undefined, undefined),
      goals(undefined, 1),
      goals(1, undefined),
      goals(null, undefined),
      goals(undefined, null),
      goals(null, 1),
      goals(1, null),
      goals(100, 1),
      goals(1, 100),
      goals(-1, 1),
      goals(1, -1),
      goals(-1, -1),
      goals(1.5, 1),
      goals("3", 1),
      goals(1, "3"),
      goals(true, 1),
      goals([], []),
    ]);
  });
});
