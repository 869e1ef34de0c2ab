import { onceIn, pick, type Draw } from "../../support/events/draw.ts";
import { USER_ID } from "../../support/events/events.ts";

type Noise = (draw: Draw) => Buffer;

const BYTE_ORDER_MARK = Buffer.from("\ufeff");

/** Pieces for each rule of UTF-8: cut, too long, surrogates, beyond. */
const BROKEN_UTF8 = [
  ...["80", "bf", "c0af", "c1bf", "c3", "c328", "e282", "e28228", "eda080"],
  ...["edbfbf", "f0808080", "f09f98", "f48fbfbf", "f4908080", "f8", "fe", "ff"],
].map((hex) => Buffer.from(hex, "hex"));

const NUMBERS = [
  ...["0", "-0", "-0.0", "1e400", "-1e400", "1e-400", "1E+2", "1e2", "3.0"],
  ...["9007199254740991", "9007199254740992", "9007199254740993", "4294967295"],
  ...["4294967296", "0.1e1", "01", "+1", ".5", "5.", "1e", "0x10", "1_000"],
  ...["NaN", "Infinity", "-", "1728475200", "1728561600", "1728561601"],
];

const STRINGS = [
  ...['""', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"'],
  ...['"\\u00"', '"\\x"', '"\0"', '"\u007f"', '"\ufeff"', '"\u2028"', "'a'"],
  ...['"match"', '"registration"', '"session_ping"', '"iOS"', '"US"'],
  ...[JSON.stringify(USER_ID), `"${USER_ID.toUpperCase()}"`, '"__proto__"'],
];

const KEYS = [
  ...['"event_id"', '"event_type"', '"event_timestamp"', '"event_data"'],
  ...['"user_id"', '"type"', '"match_id"', '"home_user_id"', '"country"'],
  ...['"__proto__"', '"constructor"', '"toString"', '"event\\u005fid"', '""'],
];

const SPACES = ["", "", "", " ", "\t", "\r", " \r\t ", "\u00a0", "\v", "\0"];

const NOISES: readonly Noise[] = [
  function bytes(draw) {
    return Buffer.from(Array.from({ length: draw(300) }, () => draw(256)));
  },
  function json(draw) {
    return Buffer.from(writeJson(draw, 4));
  },
  function eventOfNoise(draw) {
    const value = () => writeJson(draw, 2);
    return Buffer.from(
      `{"event_id": ${value()}, "event_type": ${value()}, "event_timestamp": ${value()}, "event_data": ${value()}}`,
    );
  },
  function deep(draw) {
    const depth = 1 + draw(onceIn(20, draw) ? 200_000 : 2_000);
    const [open, close] = pick(draw, [
      ["[", "]"],
      ['{"a":', "}"],
      ['{"event_data": ', "}"],
    ]);
    const closed = pick(draw, [depth, depth, depth - 1, depth + 1, 0]);
    return Buffer.from(
      `${open.repeat(depth)}${onceIn(2, draw) ? "0" : ""}${close.repeat(closed)}`,
    );
  },
  function hugeNumber(draw) {
    const digits = "7".repeat(1 + draw(5_000));
    return Buffer.from(
      `{"event_id": ${pick(draw, ["", "-", "0.", "1e", "1e-"])}${digits}}`,
    );
  },
  function brokenText(draw) {
    const piece = pick(draw, BROKEN_UTF8);
    return Buffer.concat([
      Buffer.from('{"event_id": "'),
      piece,
      Buffer.from('"}'),
    ]);
  },
  function longKey(draw) {
    const key = pick(draw, ["k", "\\u006b", "é", "\ud83d\ude00"]);
    return Buffer.from(`{"${key.repeat(1 + draw(20_000))}": 1}`);
  },
  function manyKeys(draw) {
    const keys = Array.from({ length: draw(2_000) }, () => pick(draw, KEYS));
    return Buffer.from(`{${keys.map((key) => `${key}: 1`).join(", ")}}`);
  },
  function spaces(draw) {
    return Buffer.from(
      Array.from({ length: draw(9) }, () => pick(draw, SPACES)).join(""),
    );
  },
  function zeros(draw) {
    return Buffer.alloc(draw(400));
  },
];

/** Draws what has never been an event, and may contain any byte, including LF. */
export function drawNoise(draw: Draw): Buffer {
  const noise = pick(draw, NOISES)(draw);
  return onceIn(8, draw) ? Buffer.concat([BYTE_ORDER_MARK, noise]) : noise;
}

/** Text that is JSON, or nearly, with parts of an event in odd places. */
function writeJson(draw: Draw, depth: number): string {
  const space = () => (onceIn(6, draw) ? pick(draw, SPACES) : "");
  const value = () => `${space()}${writeJson(draw, depth - 1)}${space()}`;
  const items = <T>(make: () => T) => Array.from({ length: draw(5) }, make);
  switch (draw(depth > 0 ? 7 : 4)) {
    case 0:
      return pick(draw, NUMBERS);
    case 1:
    case 2:
      return pick(draw, STRINGS);
    case 3:
      return pick(draw, ["null", "true", "false", "nul", "undefined", "{}"]);
    case 4:
      return `[${items(value).join(onceIn(20, draw) ? ",," : ",")}]`;
    default: {
      const members = items(
        () => `${space()}${pick(draw, KEYS)}${space()}:${value()}`,
      );
      return `{${members.join(onceIn(20, draw) ? ",," : ",")}}`;
    }
  }
}
