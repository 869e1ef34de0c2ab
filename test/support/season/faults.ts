import fc from "fast-check";
import { SEASON_NOW } from "./cast.ts";
import { JsonText } from "./spelling.ts";

/** An event as it will be written; undefined fields are left out. */
export interface WrittenEvent {
  readonly event_id?: unknown;
  readonly event_type?: unknown;
  readonly event_timestamp?: unknown;
  readonly event_data?: unknown;
}

/** Makes an event wrong in one way. */
export type Fault = (event: WrittenEvent) => WrittenEvent;

const WRONG_IDS = [
  undefined,
  null,
  -1,
  1.5,
  "3",
  true,
  [3],
  2 ** 53,
  new JsonText("1e400"),
];
const WRONG_TYPES = [
  undefined,
  null,
  "",
  "Match",
  "session_ping ",
  2,
  ["match"],
];
const WRONG_TIMESTAMPS = [
  undefined,
  null,
  0,
  -1,
  1728518400.5,
  "1728518400",
  SEASON_NOW + 86_401,
  2 ** 32,
];
const WRONG_DATA = [undefined, null, [], "{}", 0, false];
const WRONG_UUIDS = [
  undefined,
  null,
  "",
  7,
  "1a6f0c2e9b474d18f3c57e8096ad2b41",
  "{1a6f0c2e-9b47-4d18-f3c5-7e8096ad2b41}",
  "1a6f0c2e-9b47-4d18-f3c5-7e8096ad2b4",
  "1a6f0c2e-9b47-4d18-f3c5-7e8096ad2b41 ",
  "1a6f0c2e-9b47-4d18-f3c5-7e8096ad2b4g",
  "1a6f0c2e-9b474-d18-f3c5-7e8096ad2b41",
];
const WRONG_COUNTRIES = [
  undefined,
  null,
  "",
  "us",
  "XX",
  "constructor",
  "__proto__",
  ["US"],
];
const WRONG_DEVICES = [undefined, null, "", "ios", "Windows", 0];
const WRONG_SESSION_TYPES = [null, "session_pause", "SESSION_START", " ", 0];
const WRONG_GOALS = [undefined, null, -1, 0.5, 100, "1", true, []];

/** Every way in which a single event can be wrong while it is an object. */
export function fault(): fc.Arbitrary<Fault> {
  const inEvent = (name: keyof WrittenEvent, values: readonly unknown[]) =>
    fc
      .constantFrom(...values)
      .map((value): Fault => (event) => ({ ...event, [name]: value }));
  const inData = (name: string, values: readonly unknown[]) =>
    fc.constantFrom(...values).map((value) => changeData({ [name]: value }));
  return fc.oneof(
    inEvent("event_id", WRONG_IDS),
    inEvent("event_type", WRONG_TYPES),
    inEvent("event_timestamp", WRONG_TIMESTAMPS),
    inEvent("event_data", WRONG_DATA),
    inData("user_id", WRONG_UUIDS),
    inData("home_user_id", WRONG_UUIDS),
    inData("away_user_id", WRONG_UUIDS),
    inData("match_id", WRONG_UUIDS),
    inData("country", WRONG_COUNTRIES),
    inData("device_os", WRONG_DEVICES),
    inData("type", WRONG_SESSION_TYPES),
    inData("home_goals_scored", WRONG_GOALS),
    inData("away_goals_scored", WRONG_GOALS),
    fc.constant(makeSamePlayer),
  );
}

function dataOf(event: WrittenEvent): Record<string, unknown> | undefined {
  const data = event.event_data;
  if (typeof data !== "object" || data === null) return undefined;
  return Array.isArray(data) ? undefined : (data as Record<string, unknown>);
}

function changeData(change: object): Fault {
  return (event) => {
    const data = dataOf(event);
    if (data === undefined) return event;
    return { ...event, event_data: { ...data, ...change } };
  };
}

const makeSamePlayer: Fault = (event) => {
  const home = dataOf(event)?.["home_user_id"];
  if (typeof home !== "string") return event;
  return changeData({ away_user_id: home.toUpperCase() })(event);
};

/** A line that is not an event: blank, or not one JSON object. */
export function strayLine(): fc.Arbitrary<Buffer> {
  const blank = fc
    .constantFrom("", "\r", " ", "\t \r")
    .map((line) => Buffer.from(line));
  const text = fc
    .constantFrom(
      "not JSON",
      "null",
      "[]",
      '[{"event_id": 1}]',
      '"{}"',
      "12",
      "{} {}",
      "{}",
      '{"event_id": 1,}',
      "{'event_id': 1}",
      '{"event_id": 01}',
      '{"event_id": +1}',
      '{"event_id": .5}',
      '{"event_id": NaN}',
      '{"event_id": 1, "tab": "\t"}',
      '{"event_id": 1, "bad": "\\x41"}',
      '{"event_id": 1} // once',
      "\uFEFF{}",
      "\u00A0{}",
      "\f",
      "\0",
    )
    .map((line) => Buffer.from(line));
  const invalidUtf8 = fc
    .constantFrom([0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82])
    .map((bytes) =>
      Buffer.concat([
        Buffer.from('{"event_id": 1, "text": "'),
        Buffer.from(bytes),
        Buffer.from('"}'),
      ]),
    );
  return fc.oneof(blank, text, invalidUtf8);
}
