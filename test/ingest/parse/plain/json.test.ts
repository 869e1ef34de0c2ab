import { expect } from "chai";
import {
  buildPing,
  USER_ID,
  writeUsual,
} from "../../../support/events/events.ts";
import { judge, PING, rejects, withNumber } from "./judge.ts";

/** The bytes of PING with others in place of `type`'s value. */
const pingWith = (type: readonly number[]) => {
  const [front = "", back = ""] = PING.split("session_start");
  return Buffer.concat([
    Buffer.from(front),
    Buffer.of(...type),
    Buffer.from(back),
  ]);
};
describe("parsePlain", () => {
  describe("any spelling of the same JSON", () => {
    const { event_id, event_type, event_timestamp, event_data } = buildPing();
    const spellings = {
      "other key order": JSON.stringify({
        event_data: { type: "session_start", user_id: USER_ID },
        event_timestamp,
        event_type,
        event_id,
      }),
      "no spaces": JSON.stringify(buildPing()),
      "other spaces": JSON.stringify(buildPing(), null, " \t").replaceAll(
        /[:,]/g,
        " \r\n$& ",
      ),
      "a CR at the end": `${PING}\r`,
      "escapes in keys": PING.replace("event_id", "\\u0065vent_\\u0069\\u0064"),
      "escapes in values": PING.replace("session_start", "session\\u005Fstart"),
      "escapes in ids": PING.replace("52d65a1b", "\\u00352d65a1b"),
      "extra keys": writeUsual({
        version: 3,
        ...buildPing({ platform: [{ type: "x" }], "": null }),
        event_data2: {},
      }),
      "a key __proto__": PING.replace("{", '{"__proto__": {"event_id": 5}, '),
      "keys that come twice, the last one right": PING.replace(
        "{",
        '{"event_id": "x", "event_type": 1, "event_data": {"user_id": 1}, ',
      ).replace('{"user_id"', '{"type": null, "user_id": "", "user_id"'),
    };
    for (const [name, line] of Object.entries(spellings)) {
      it(`is accepted: ${name}`, () => {
        expect(line).not.to.equal(PING);
        expect(judge(line)).to.deep.equal({
          event_id,
          event_type,
          event_timestamp,
          event_data,
        });
      });
    }

    it("counts the last of two equal keys even if that is the wrong one", () => {
      expect(judge(PING.replace(/}$/, ', "event_id": null}'))).to.equal(
        "invalid_event_id",
      );
      expect(judge(PING.replace(/}}$/, ', "type": null}}'))).to.equal(
        "invalid_session_type",
      );
    });

    it("reads nothing from an object under a key __proto__", () => {
      const id = `"__proto__": {"event_id": 19}`;
      expect(judge(PING.replace('"event_id": 19', id))).to.equal(
        "invalid_event_id",
      );
    });
  });

  describe("malformed_json", () => {
    rejects("malformed_json", [
      "",
      " ",
      "null",
      "3",
      "true",
      '"event_id"',
      "[]",
      `[${PING}]`,
      PING.slice(0, -1),
      `${PING}}`,
      `${PING},`,
      `${PING} ${PING}`,
      `\ufeff${PING}`,
      PING.replace(" ", "\ufeff"),
      PING.replace(" ", "\u00a0"),
      PING.replaceAll('"', "'"),
      PING.replace("}}", ",}}"),
      PING.replace("session_start", "\t"),
      PING.replace("session_start", "\0"),
      PING.replace("session_start", "\\x41"),
      PING.replace("session_start", "\\u12"),
      withNumber("event_id", "019"),
      withNumber("event_id", "+19"),
      withNumber("event_id", "19."),
      withNumber("event_id", "NaN"),
      withNumber("event_id", ""),
    ]);

    describe("invalid UTF-8", () => {
      rejects("malformed_json", [
        pingWith([0xff]),
        pingWith([0x80]),
        pingWith([0xc3]),
        pingWith([0xc0, 0xaf]),
        pingWith([0xe2, 0x82]),
        pingWith([0xed, 0xa0, 0x80]),
        pingWith([0xf4, 0x90, 0x80, 0x80]),
      ]);
    });

    it("does not include a lone surrogate written as an escape", () => {
      const extra = PING.replace("{", '{"x": "\\ud800", ');
      expect(judge(extra)).to.deep.equal(buildPing());
      expect(judge(PING.replace("session_start", "\\udfff"))).to.equal(
        "invalid_session_type",
      );
    });

    it("does not include a character of several bytes", () => {
      const extra = PING.replace("{", '{"\u2028é€😀\ufeff": "\ufeff", ');
      expect(judge(extra)).to.deep.equal(buildPing());
    });
  });
});
