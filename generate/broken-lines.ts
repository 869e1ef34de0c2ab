import type { Reason } from "../common/reasons.ts";
import type { Line } from "./chunk-builder.ts";
import { formatUsual } from "./layout.ts";
import {
  drawStranger,
  looseMatch,
  loosePing,
  looseRegistration,
  type LooseEvent,
  type Scene,
} from "./scene.ts";

/** Writes a line that its reason alone rejects, whatever else is in the file. */
type BrokenLine = (scene: Scene) => Line;

const missing = undefined;

/** Replaces members of an event; a missing one is left out. */
function breakEvent(event: LooseEvent, changes: Partial<LooseEvent>): string {
  return formatUsual({ ...event, ...changes });
}

export const BROKEN_LINES = {
  malformed_json: breakJson,

  invalid_event_id: (scene) =>
    breakEvent(loosePing(scene), {
      event_id: scene.random.pick([
        missing,
        null,
        true,
        "12",
        "",
        -1,
        1.5,
        2 ** 53,
        1e300,
        [12],
        {},
      ]),
    }),

  unknown_event_type: (scene) =>
    breakEvent(loosePing(scene), {
      event_type: scene.random.pick([
        missing,
        null,
        1,
        "",
        "login",
        "Session_Ping",
        "match ",
        ["match"],
      ]),
    }),

  invalid_timestamp: (scene) =>
    breakEvent(loosePing(scene), {
      event_timestamp: scene.random.pick([
        missing,
        null,
        0,
        -5,
        2 ** 32,
        scene.now + 0.5,
        scene.now * 1000,
        String(scene.now),
        "2024-10-09T11:27:35Z",
        false,
        [scene.now],
      ]),
    }),

  invalid_event_data: (scene) =>
    breakEvent(loosePing(scene), {
      event_data: scene.random.pick([
        missing,
        null,
        "",
        "{}",
        7,
        true,
        [],
        [{}],
      ]),
    }),

  invalid_user_id: (scene) => {
    const wrong = drawWrongUuid(scene);
    const loose = scene.random.pick([
      () => loosePing(scene, { user_id: wrong }),
      () => looseRegistration(scene, { user_id: wrong }),
      () => looseMatch(scene, { home_user_id: wrong }),
      () => looseMatch(scene, { away_user_id: wrong }),
    ]);
    return formatUsual(loose());
  },

  unknown_country: (scene) => {
    const { unknownCountry } = scene;
    const country = scene.random.pick([
      missing,
      null,
      49,
      [],
      unknownCountry,
      `${unknownCountry} `,
    ]);
    return formatUsual(looseRegistration(scene, { country }));
  },

  invalid_device_os: (scene) => {
    const device_os = scene.random.pick([
      missing,
      null,
      2,
      "",
      "ENIAC",
      "ios",
      "ANDROID",
      " Web",
      ["Web"],
    ]);
    return formatUsual(looseRegistration(scene, { device_os }));
  },

  invalid_session_type: (scene) => {
    const type = scene.random.pick([
      null,
      0,
      false,
      " ",
      "pause",
      "SESSION_START",
      "session_end ",
      [],
    ]);
    return formatUsual(loosePing(scene, { type }));
  },

  invalid_match_id: (scene) =>
    formatUsual(looseMatch(scene, { match_id: drawWrongUuid(scene) })),

  same_player: (scene) => {
    const player = drawStranger(scene);
    const again = scene.random.pick([player, player.toUpperCase()]);
    return formatUsual(
      looseMatch(scene, { home_user_id: player, away_user_id: again }),
    );
  },

  invalid_goals: (scene) => {
    const [home, away] = scene.random.pick<readonly unknown[]>([
      [missing, missing],
      [missing, null],
      [null, missing],
      [2, missing],
      [null, 0],
      [3, null],
      [-1, 0],
      [0, 100],
      ["2", 1],
      [1, 0.5],
      [true, false],
      [[], 1],
      [1, {}],
    ]);
    return formatUsual(
      looseMatch(scene, { home_goals_scored: home, away_goals_scored: away }),
    );
  },
} satisfies Partial<Record<Reason, BrokenLine>>;

/** Nothing, something else, or a UUID with a fault. */
function drawWrongUuid(scene: Scene): unknown {
  const uuid = drawStranger(scene);
  return scene.random.pick([
    missing,
    null,
    17,
    "",
    "7",
    [uuid],
    uuid.slice(1),
    `${uuid}0`,
    uuid.replaceAll("-", ""),
    `{${uuid}}`,
    ` ${uuid}`,
    `g${uuid.slice(1)}`,
    uuid.replace("-", "_"),
    `${uuid.slice(0, -1)}\n`,
  ]);
}

/** What a line can be that is not one JSON object. */
function breakJson(scene: Scene): Line {
  const { random } = scene;
  const line = formatUsual(loosePing(scene));
  const spliced = (...bytes: number[]) =>
    Buffer.concat([
      Buffer.from(line.slice(0, -3)),
      Buffer.from(bytes),
      Buffer.from(line.slice(-3)),
    ]);
  return random.pick<() => Line>([
    // cut off, or two writers at once
    () => line.slice(0, 1 + random.below(line.length - 1)),
    () => line.slice(1 + random.below(line.length - 1)),
    () => line + line,
    () => line.slice(0, 60) + line,
    // another JSON value
    () => random.pick(["null", "true", "42", '"text"', "[]", "-0.5e3"]),
    () => `[${line}]`,
    // almost JSON
    () => line.replaceAll('"', "'"),
    () => line.replaceAll(/"(\w+)":/g, "$1:"),
    () => line.replace(/}$/, ",}"),
    () => line.replace(", ", " "),
    () => line.replace(": ", " "),
    () => line.replace('"event_id": ', '"event_id": 0'),
    () => line.replace('"event_id": ', '"event_id": +'),
    () => line.replace(/"event_timestamp": \d+/, '"event_timestamp": NaN'),
    () => line.replace("session_ping", "session_\\ping"),
    () => line.replace("session_ping", "session\tping"),
    () => line.replace("session_ping", "session_ping\0"),
    () => `${line};`,
    () => `${line} // late`,
    // white space that JSON does not know
    () => "\f",
    () => "\u00a0",
    () => `\ufeff${line}`,
    // not UTF-8: a stray byte, a cut or an overlong sequence, a surrogate
    () => spliced(0xff),
    () => spliced(0xc3),
    () => spliced(0xc0, 0xaf),
    () => spliced(0xed, 0xa0, 0x80),
    // something else altogether
    () => "2024-10-09 11:27:35 INFO flushed 500 events",
    () => "event_id,event_type,event_timestamp,event_data",
  ])();
}
