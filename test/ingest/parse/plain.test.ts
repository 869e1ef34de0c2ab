import { expect } from "chai";
import { EventRecord } from "../../../ingest/parse/event.ts";
import { parsePlain } from "../../../ingest/parse/plain.ts";
import type { Reason } from "../../../ingest/parse/reasons.ts";
import type { RuleContext } from "../../../ingest/parse/rules.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  CONTEXT,
  MATCH_ID,
  NOON,
  OTHER_USER_ID,
  USER_ID,
  writeUsual,
  type EventObject,
} from "../../support/events.ts";
import { createJudges, type Judgement } from "../../support/judges.ts";
import { printSlice, sliceOf } from "../../support/slice.ts";

type Line = string | Uint8Array | EventObject;

function judge(line: Line, context: Partial<RuleContext> = {}): Judgement {
  const isBytes = typeof line === "string" || line instanceof Uint8Array;
  const slice = sliceOf(isBytes ? line : writeUsual(line));
  return createJudges({ ...CONTEXT, ...context }).plain(slice);
}

/** One test for each line: that it is rejected for this reason. */
function rejects(reason: Reason, lines: readonly Line[]): void {
  for (const line of lines) {
    const isBytes = typeof line === "string" || line instanceof Uint8Array;
    const text = isBytes ? printSlice(sliceOf(line)) : writeUsual(line);
    it(`rejects ${text}`, () => {
      expect(judge(line)).to.equal(reason);
    });
  }
}

const PING = writeUsual(buildPing());
/** The bytes of PING with others in place of `type`'s value. */
const pingWith = (type: readonly number[]) => {
  const [front = "", back = ""] = PING.split("session_start");
  return Buffer.concat([
    Buffer.from(front),
    Buffer.of(...type),
    Buffer.from(back),
  ]);
};
const withNumber = (key: string, number: string) =>
  PING.replace(new RegExp(`"${key}": \\d+`), `"${key}": ${number}`);

describe("parsePlain", () => {
  describe("an accepted event", () => {
    it("fills the record with the words that ClickHouse stores", () => {
      const line = Buffer.from(
        writeUsual(
          buildMatch({
            match_id: "00112233-4455-6677-8899-aabbccddeeff",
            home_user_id: "ffffffff-0000-0000-0000-000000000001",
            away_user_id: "00000000-0000-0000-8000-000000000000",
          }),
        ),
      );
      const record = new EventRecord();
      parsePlain(line, 0, line.length, CONTEXT, record);
      expect([...record.uuids]).to.deep.equal([
        ...[0x00000000, 0xffffffff, 0x00000001, 0x00000000],
        ...[0x00000000, 0x00000000, 0x00000000, 0x80000000],
        ...[0x44556677, 0x00112233, 0xccddeeff, 0x8899aabb],
      ]);
    });

    for (const country of CONTEXT.countries) {
      it(`is a registration from ${country}`, () => {
        const event = buildRegistration({ country });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    for (const device of ["iOS", "Android", "Web"]) {
      it(`is a registration on ${device}`, () => {
        const event = buildRegistration({ device_os: device });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    for (const type of ["", "session_start", "session_end"]) {
      it(`is a ping of type "${type}"`, () => {
        const event = buildPing({ type });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    it("is a ping without a type, which counts as empty", () => {
      expect(judge(buildPing({ type: undefined }))).to.deep.equal(
        buildPing({ type: "" }),
      );
    });

    for (const [home, away] of [
      [null, null],
      [0, 0],
      [99, 1],
      [10, 99],
    ]) {
      it(`is a match with goals ${home} and ${away}`, () => {
        const event = buildMatch({
          home_goals_scored: home,
          away_goals_scored: away,
        });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    it("has the same ids in upper case as in lower case", () => {
      const event = buildMatch({
        match_id: MATCH_ID.toUpperCase(),
        home_user_id: USER_ID.toUpperCase(),
        away_user_id: OTHER_USER_ID.toUpperCase(),
      });
      expect(judge(event)).to.deep.equal(buildMatch());
    });

    it("is read from its place in the array alone", () => {
      const bytes = Buffer.from(`{"x": ${PING}}}`);
      const slice = { bytes, start: 6, end: bytes.length - 2 };
      expect(createJudges(CONTEXT).plain(slice)).to.deep.equal(buildPing());
    });
  });

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

    it("counts the last of two keys even when that is the wrong one", () => {
      expect(judge(PING.replace(/}$/, ', "event_id": null}'))).to.equal(
        "invalid_event_id",
      );
      expect(judge(PING.replace(/}}$/, ', "type": null}}'))).to.equal(
        "invalid_session_type",
      );
    });

    it("takes nothing from an object that a key __proto__ names", () => {
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

    it("is not a lone surrogate written as an escape", () => {
      const extra = PING.replace("{", '{"x": "\\ud800", ');
      expect(judge(extra)).to.deep.equal(buildPing());
      expect(judge(PING.replace("session_start", "\\udfff"))).to.equal(
        "invalid_session_type",
      );
    });

    it("is not a character of several bytes", () => {
      const extra = PING.replace("{", '{"\u2028é€😀\ufeff": "\ufeff", ');
      expect(judge(extra)).to.deep.equal(buildPing());
    });
  });

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

    it("takes the first and the last day whole", () => {
      for (const time of [first, last]) {
        expect(judge(at(time), window)).to.deep.equal(at(time));
      }
    });

    it("takes no second before or after them", () => {
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

    it("depends on the timezones file alone", () => {
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

    it("needs all the digits to be the same", () => {
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

  describe("when several rules are broken", () => {
    const window = { firstDay: 30_000 };
    /** Each one breaks one rule more than the one before. */
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
