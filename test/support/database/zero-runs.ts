import {
  buildMatch,
  buildPing,
  buildRegistration,
  NOON,
  writeUsual,
} from "../events/events.ts";

/** 2024-10-10T00:00:00Z. */
const MIDNIGHT = NOON + 43_200;
const DAY = 86_400;

const user = (number: number) =>
  `0000000${number}-0000-4000-8000-00000000000${number}`;
const match = (number: number) =>
  `1000000${number}-0000-4000-8000-00000000000${number}`;

/**
 * The lines of three runs, after which every column of every sum is zero
 * somewhere, alone and together with the others: sessions of 0 s, matches
 * without a point at home, away or anywhere, and keys that a later run leaves
 * with nothing. Facts, registrations, held events and rejected lines are taken
 * back too.
 */
export function zeroRuns(): string[][] {
  let event_id = 0;
  const register = (number: number, at: number, data = {}) =>
    writeUsual(
      buildRegistration(
        { user_id: user(number), ...data },
        { event_id: ++event_id, event_timestamp: at },
      ),
    );
  const ping = (number: number, at: number) =>
    writeUsual(
      buildPing(
        { user_id: user(number) },
        { event_id: ++event_id, event_timestamp: at },
      ),
    );
  const play = (
    number: number,
    [home, away]: readonly [number, number],
    at: number,
    goals: readonly [number, number] | undefined,
  ) =>
    writeUsual(
      buildMatch(
        {
          match_id: match(number),
          home_user_id: user(home),
          away_user_id: user(away),
          home_goals_scored: goals?.[0] ?? null,
          away_goals_scored: goals?.[1] ?? null,
        },
        { event_id: ++event_id, event_timestamp: at },
      ),
    );
  const whole = (
    number: number,
    players: readonly [number, number],
    at: number,
    goals: readonly [number, number],
  ) => [
    play(number, players, at, undefined),
    play(number, players, at + 1, goals),
  ];
  const joined = NOON - 2 * DAY;
  return [
    [
      ...[1, 2, 3, 4, 5, 6].map((number) => register(number, joined)),
      register(7, joined, { country: "DE", device_os: "iOS" }),
      // Sessions of 0 s, of 60 s, of both on a day.
      ping(1, NOON),
      ping(2, NOON),
      ping(2, NOON + 60),
      ...[ping(3, NOON), ping(3, NOON + 600), ping(3, NOON + 660)],
      // A later ping joins this session to the day before.
      ping(4, MIDNIGHT + 30),
      // It waits for a registration.
      ping(8, NOON),
      // Points at home, away, at both, nowhere.
      ...whole(1, [1, 2], NOON, [1, 0]),
      ...whole(2, [3, 4], NOON, [0, 0]),
      ...whole(3, [5, 6], NOON, [0, 1]),
      ...whole(4, [4, 3], NOON + DAY, [2, 2]),
      // An earlier start with other players replaces it.
      ...whole(5, [1, 2], NOON - DAY, [3, 0]),
      // It waits for its end.
      play(6, [1, 3], NOON + 900, undefined),
      "{",
    ],
    [
      ping(4, MIDNIGHT - 20),
      ping(5, NOON + 5),
      ping(2, NOON + 120),
      register(9, joined, { country: "XX" }),
      writeUsual(buildPing({ user_id: user(1) }, { event_id: 8 })),
    ],
    [
      register(8, joined, { device_os: "Web" }),
      register(7, joined - DAY, { country: "JP" }),
      play(5, [7, 3], NOON - DAY - 1, undefined),
      play(6, [1, 3], NOON + 901, [0, 4]),
    ],
  ];
}
