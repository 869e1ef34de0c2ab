import { expect } from "chai";
import { dayOf } from "../../../common/days.ts";
import { REASONS } from "../../../common/reasons.ts";
import { createExplainer } from "../../../ingest/explain/explain-line.ts";
import { EventRecord } from "../../../ingest/parse/event.ts";
import { parsePlain } from "../../../ingest/parse/plain.ts";

const NOW = 1_728_500_000;
const CONTEXT = {
  countries: ["US", "FR", "DE", "Scotland"],
  now: NOW,
  firstDay: dayOf(NOW) - 1000,
  lastDay: dayOf(NOW) + 1000,
};

const explain = createExplainer(CONTEXT);

/** The reason and the detail of a line. */
function judge(line: string | Buffer): string {
  const bytes = Buffer.from(line);
  const verdict = parsePlain(
    ...([bytes, 0, bytes.length, CONTEXT, new EventRecord()] as const),
  );
  const reason = REASONS[verdict];
  if (!reason) return "accepted";
  return `${reason}: ${explain(reason, bytes, bytes.length).detail}`;
}

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const OTHER = "c4bf11bf-f279-5235-0cb3-023072ce1456";

/** Writes an event with these parts in place of good ones. */
function write(type: string, data: object, event: object = {}): string {
  return JSON.stringify({
    ...{ event_id: 1, event_type: type, event_timestamp: 1728494764 },
    ...{ event_data: data, ...event },
  });
}

const ping = (event: object, data: object = { user_id: USER, type: "" }) =>
  write("session_ping", data, event);
const pingOf = (data: object) => ping({}, { user_id: USER, ...data });
const registration = (data: object) =>
  write("registration", {
    ...{ country: "US", user_id: USER, device_os: "iOS", ...data },
  });
const match = (data: object) =>
  write("match", {
    ...{ match_id: USER, home_user_id: USER, away_user_id: OTHER },
    ...{ home_goals_scored: 1, away_goals_scored: 0, ...data },
  });
const without = (line: string, ...names: string[]) =>
  JSON.stringify(
    JSON.parse(line, (name, value: unknown) =>
      names.includes(name) ? undefined : value,
    ),
  );

const ID = "expected an integer from 0 to 9007199254740991";
const TYPE = "expected registration, session_ping or match";
const TIME = "expected seconds from 1 to 4294967295";
const UUID = "expected a UUID, 8-4-4-4-12 hex digits";
const DEVICE = "expected iOS, Android or Web (case-sensitive)";
const GOALS = "expected an integer from 0 to 99, or null for both at the start";
const KEY = 'expected a key in double quotes or "}"';
const GOES_ON = "if a value goes on over several lines, name the file .json";

/** By reason: the line, and its detail. */
const TABLE: Readonly<
  Record<string, readonly (readonly [string | Buffer, string])[]>
> = {
  malformed_json: [
    [
      '{"event_id": 1, "event_ty',
      'the line ends after character 25: expected a closing "; the line is cut off, or continues on the next one',
    ],
    ["{\r", `the line ends after character 1: ${KEY}; ${GOES_ON}`],
    ["}", `character 1 begins }: expected a value; ${GOES_ON}`],
    [
      "{'event_id': 1}",
      `character 2 begins 'event_id': 1}: ${KEY}; JSON needs double quotes`,
    ],
    [
      '{"event_id": 1,}',
      "character 16 begins }: expected a key in double quotes; JSON has no comma before a closing bracket",
    ],
    [
      '{"event_id": NaN}',
      "character 14 begins NaN}: expected a value; JSON has no such value: use null",
    ],
    [
      '{"a": None}',
      "character 7 begins None}: expected a value; this looks like Python: use json.dumps",
    ],
    [
      "{event_id: 1}",
      `character 2 begins event_id: 1}: ${KEY}; this looks like JavaScript: JSON needs keys in double quotes`,
    ],
    [
      '{"a": 1} // one',
      "character 10 begins // one: expected nothing more; put each value on a line of its own",
    ],
    [
      '{"a": 01}',
      'character 8 begins 1}: expected "," or "}"; JSON has no zeros before a number',
    ],
    [
      '{"a": 1},',
      "character 9 begins ,: expected nothing more; leave out the comma, or name a file with one JSON array .json",
    ],
    [
      '{"a": 1}{"a": 2}',
      'character 9 begins {"a": 2}: expected nothing more; put each value on a line of its own',
    ],
    [
      '{"a": "tab\there"}',
      'character 11 begins \\u0009here"}: expected an escape such as \\n or \\u0000',
    ],
    [
      "<event id='1'/>",
      "character 1 begins <event id='1'/>: expected a value; this looks like XML or HTML",
    ],
    [
      "event_id,event_type",
      "character 1 begins event_id,event_type: expected a value; this looks like CSV, which needs a header line and the ending .csv or .tsv",
    ],
    [
      "1,match,1728494764",
      "character 2 begins ,match,1728494764: expected nothing more; this looks like CSV, which needs a header line and the ending .csv or .tsv",
    ],
    [
      '2024-10-09 INFO {"event_id": 1}',
      'character 5 begins -10-09 INFO {"event_id": 1}: expected nothing more; there is text before the JSON',
    ],
    [
      'INFO {"event_id": 1}',
      'character 1 begins INFO {"event_id": 1}: expected a value; there is text before the JSON',
    ],
    [
      Buffer.from('{"a": "\xe9"}', "latin1"),
      "byte 8 is 0xe9: expected UTF-8; this looks like another character set, such as Latin-1",
    ],
    [
      '[{"event_id": 1}]',
      "the line is [{\"event_id\": 1}]: expected one JSON object; name a file with one array .json, or unpack arrays with jq -c '.[]'",
    ],
    ["null", "the line is null: expected one JSON object"],
    [
      '"{\\"event_id\\": 1}"',
      'the line is "{\\"event_id\\": 1}": expected one JSON object; this is JSON as text, which jq -c fromjson unpacks',
    ],
  ],
  invalid_event_id: [
    [
      ping({ event_id: "19" }),
      `event_id is "19": ${ID}; this is a number as text: leave out the quotes`,
    ],
    [
      ping({ event_id: USER }),
      `event_id is "${USER}": ${ID}; this is a UUID: use 53 bits of a hash of it`,
    ],
    [ping({ event_id: 1.5 }), `event_id is 1.5: ${ID}; this has a fraction`],
    [ping({ event_id: -1 }), `event_id is -1: ${ID}`],
    [ping({ event_id: null }), `event_id is null: ${ID}`],
    [
      '{"event_id": 12345678901234567890}',
      `event_id is 12345678901234567890: ${ID}; numbers so large are not exact in JSON: use 53 bits of a hash of it`,
    ],
    ["{}", `event_id is missing: ${ID}`],
    ['{"eventId": 1}', `event_id is missing: ${ID}; the line has "eventId"`],
    ['{"id": 1}', `event_id is missing: ${ID}; the line has "id"`],
    ['{"evnet_id": 1}', `event_id is missing: ${ID}; the line has "evnet_id"`],
    [
      '{"events": [{"event_id": 1}]}',
      `event_id is missing: ${ID}; the events are in "events": unpack them with jq -c '.events[]'`,
    ],
    [
      JSON.stringify({ "the body": ping({}) }),
      `event_id is missing: ${ID}; the event is JSON as text in "the body": unpack it with jq -c '.["the body"] | fromjson'`,
    ],
    [
      `{"id": 7, "payload": ${ping({})}}`,
      `event_id is missing: ${ID}; the event is in "payload": unpack it with jq -c '.payload'`,
    ],
    [
      JSON.stringify({ data: Buffer.from(ping({})).toString("base64") }),
      `event_id is missing: ${ID}; the event is base64 in "data": unpack it with jq -r '.data | @base64d'`,
    ],
  ],
  unknown_event_type: [
    [
      ping({ event_type: "Session_Ping" }),
      `event_type is "Session_Ping": ${TYPE}; this looks like session_ping`,
    ],
    [
      ping({ event_type: "session_start" }),
      `event_type is "session_start": ${TYPE}; this looks like session_ping with this as its "type"`,
    ],
    [
      ping({ event_type: "sign-up" }),
      `event_type is "sign-up": ${TYPE}; this looks like registration`,
    ],
    [ping({ event_type: "level_up" }), `event_type is "level_up": ${TYPE}`],
    [ping({ event_type: ["match"] }), `event_type is ["match"]: ${TYPE}`],
    [
      '{"event_id": 1, "type": "match"}',
      `event_type is missing: ${TYPE}; the line has "type"`,
    ],
  ],
  invalid_timestamp: [
    [
      ping({ event_timestamp: 1728494764123 }),
      `event_timestamp is 1728494764123: ${TIME}; this looks like milliseconds`,
    ],
    [
      ping({ event_timestamp: 1728494764123456 }),
      `event_timestamp is 1728494764123456: ${TIME}; this looks like microseconds`,
    ],
    [
      '{"event_id": 1, "event_type": "match", "event_timestamp": 1728494764123456789}',
      `event_timestamp is 1728494764123456789: ${TIME}; this looks like nanoseconds`,
    ],
    [
      ping({ event_timestamp: 1728494764.25 }),
      `event_timestamp is 1728494764.25: ${TIME}; this has a fraction: round it down`,
    ],
    [
      ping({ event_timestamp: "1728494764" }),
      `event_timestamp is "1728494764": ${TIME}; this is a number as text: leave out the quotes`,
    ],
    [
      ping({ event_timestamp: "1728494764123" }),
      `event_timestamp is "1728494764123": ${TIME}; this is a number as text: leave out the quotes; it looks like milliseconds`,
    ],
    [
      ping({ event_timestamp: "2024-10-09T17:26:04.123Z" }),
      `event_timestamp is "2024-10-09T17:26:04.123Z": ${TIME}; this looks like ISO 8601: 1728494764 in seconds`,
    ],
    [
      ping({ event_timestamp: "2024-10-09T19:26:04+02:00" }),
      `event_timestamp is "2024-10-09T19:26:04+02:00": ${TIME}; this looks like ISO 8601: 1728494764 in seconds`,
    ],
    [
      ping({ event_timestamp: "2024-10-09 17:26:04" }),
      `event_timestamp is "2024-10-09 17:26:04": ${TIME}; this looks like ISO 8601: 1728494764 in seconds if it is UTC`,
    ],
    [
      ping({ event_timestamp: 1_900_000_000 }),
      `event_timestamp is 1900000000: ${TIME}; this is 2030-03-17 17:46:40 UTC, and the clock is more than a day behind`,
    ],
    [ping({ event_timestamp: 0 }), `event_timestamp is 0: ${TIME}`],
    [
      '{"event_id": 1, "event_type": "match", "ts": 1728494764}',
      `event_timestamp is missing: ${TIME}; the line has "ts"`,
    ],
  ],
  outside_window: [
    [
      ping({ event_timestamp: 1 }),
      "event_timestamp is 1: expected a day from 2022-01-13 to 2027-07-06; this is 1970-01-01 00:00:01 UTC",
    ],
  ],
  invalid_event_data: [
    [
      ping({ event_data: `{"user_id": "${USER}"}` }),
      `event_data is "{\\"user_id\\": \\"${USER}\\"}": expected an object; this is JSON as text: send the object itself`,
    ],
    [ping({ event_data: null }), "event_data is null: expected an object"],
    [
      without(ping({ payload: {} }), "event_data"),
      'event_data is missing: expected an object; the line has "payload"',
    ],
    [
      without(ping({ user_id: USER }), "event_data"),
      'event_data is missing: expected an object; the line has "user_id" itself: put it into event_data',
    ],
  ],
  invalid_user_id: [
    [
      pingOf({ user_id: USER.replaceAll("-", "") }),
      `user_id is "52d65a1b8012934e001b19e6ba3cdc0e": ${UUID}; the hyphens are missing`,
    ],
    [
      pingOf({ user_id: `{${USER}}` }),
      `user_id is "{${USER}}": ${UUID}; leave out what stands around the UUID`,
    ],
    [
      pingOf({ user_id: 17 }),
      `user_id is 17: ${UUID}; this is a number: derive a UUID from it, such as version 5`,
    ],
    [
      pingOf({ user_id: "ada@example.org" }),
      `user_id is "ada@example.org": ${UUID}; derive a UUID from other ids, such as version 5`,
    ],
    [
      ping({}, { userId: USER }),
      `user_id is missing: ${UUID}; event_data has "userId"`,
    ],
    [
      ping({ user_id: USER }, { type: "" }),
      `user_id is missing: ${UUID}; it belongs into event_data, not beside it`,
    ],
    [match({ away_user_id: "" }), `away_user_id is "": ${UUID}`],
  ],
  unknown_country: [
    [
      registration({ country: "us" }),
      'country is "us": not in the time zones file, which has US',
    ],
    [
      registration({ country: "France" }),
      'country is "France": not in the time zones file, which has FR',
    ],
    [
      registration({ country: "DEU" }),
      'country is "DEU": not in the time zones file, which has DE',
    ],
    [
      registration({ country: "SCOTLAND" }),
      'country is "SCOTLAND": not in the time zones file, which has Scotland',
    ],
    [
      registration({ country: "JPN" }),
      'country is "JPN": not in the time zones file',
    ],
    [
      registration({ country: null }),
      "country is null: not in the time zones file",
    ],
    [
      without(registration({ countryCode: "US" }), "country"),
      'country is missing: expected a country of the time zones file; event_data has "countryCode"',
    ],
  ],
  invalid_device_os: [
    [registration({ device_os: "ios" }), `device_os is "ios": ${DEVICE}`],
    [
      registration({ device_os: "iPhone OS 17.1" }),
      `device_os is "iPhone OS 17.1": ${DEVICE}; this looks like iOS`,
    ],
    [
      without(registration({ platform: "iOS" }), "device_os"),
      `device_os is missing: ${DEVICE}; event_data has "platform"`,
    ],
  ],
  invalid_session_type: [
    [
      pingOf({ type: "sessionStart" }),
      'type is "sessionStart": expected session_start, session_end, "" or none; this looks like session_start',
    ],
    [
      pingOf({ type: null }),
      'type is null: expected session_start, session_end, "" or none',
    ],
  ],
  invalid_match_id: [
    [
      match({ match_id: 5 }),
      `match_id is 5: ${UUID}; this is a number: derive a UUID from it, such as version 5`,
    ],
    [
      without(match({ gameId: USER }), "match_id"),
      `match_id is missing: ${UUID}; event_data has "gameId"`,
    ],
  ],
  same_player: [
    [
      match({ away_user_id: USER }),
      `home_user_id and away_user_id are "${USER}": expected two users`,
    ],
  ],
  invalid_goals: [
    [
      match({ home_goals_scored: "3" }),
      `home_goals_scored is "3": ${GOALS}; this is a number as text: leave out the quotes`,
    ],
    [match({ away_goals_scored: 100 }), `away_goals_scored is 100: ${GOALS}`],
    [
      match({ away_goals_scored: null }),
      "home_goals_scored is 1 and away_goals_scored is null: expected both null at the start, or both integers at the end",
    ],
    [
      without(match({ awayGoals: 0 }), "away_goals_scored"),
      `away_goals_scored is missing: ${GOALS}; event_data has "awayGoals"`,
    ],
  ],
};

describe("explainLine", () => {
  for (const [reason, cases] of Object.entries(TABLE))
    describe(reason, () => {
      for (const [line, detail] of cases)
        it(`of ${String(line).slice(0, 60)}`, () =>
          expect(judge(line)).to.equal(`${reason}: ${detail}`));
    });

  it("covers every reason that one line decides", () =>
    expect(Object.keys(TABLE)).to.deep.equal(
      REASONS.slice(0, REASONS.indexOf("duplicate_event")),
    ));

  it("repeats the value as it was written, the last one of its key", () =>
    expect(
      judge('{"event_id": 1, "event_id": -0.50e1, "x": {"event_id": 3}}'),
    ).to.equal(`invalid_event_id: event_id is -0.50e1: ${ID}`));

  it("clips a long value behind its beginning, between characters", () => {
    const detail = judge(pingOf({ user_id: `${"a".repeat(97)}😀😀` }));
    expect(detail).to.contain(`user_id is "${"a".repeat(97)}…: ${UUID}`);
  });

  it("writes what a terminal would obey as escapes", () => {
    const detail = judge('{"event_id": "\u009b31m\u202e\u200b"}');
    expect(detail).to.contain('event_id is "\\u009b31m\\u202e\\u200b": ');
  });

  it("names the length of a line that is too long", () =>
    expect(
      explain("malformed_json", Buffer.from("{"), 17_000_000).detail,
    ).to.equal("the line has 17,000,000 bytes: expected at most 16,777,216"));

  it("survives deep nesting", () => {
    const deep = `${"[".repeat(1e6)}`;
    expect(judge(deep)).to.match(/^malformed_json: the line ends after/);
  });
});
