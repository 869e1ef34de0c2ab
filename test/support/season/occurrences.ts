import fc from "fast-check";
import {
  MATCHES,
  MIDNIGHT,
  SEASON_COUNTRIES,
  SEASON_NOW,
  USERS,
} from "./cast.ts";
import type { WrittenEvent } from "./faults.ts";

/** Something that happens in a season, before it has an id. */
export type Occurrence = Omit<WrittenEvent, "event_id">;

const user = () => fc.constantFrom(...USERS);

interface Players {
  readonly home: string;
  readonly away: string;
}

const PAIRS: readonly Players[] = USERS.flatMap((home) =>
  USERS.filter((away) => away !== home).map((away) => ({ home, away })),
);

/** A match and its players: mostly the same two each time. */
function pairing(): fc.Arbitrary<Players & { readonly match_id: string }> {
  const usual = MATCHES.map((match_id, at) => ({
    match_id,
    home: USERS[at] ?? USERS[0],
    away: USERS[at + 1] ?? USERS[1],
  }));
  const odd = fc
    .tuple(fc.constantFrom(...MATCHES), fc.constantFrom(...PAIRS))
    .map(([match_id, pair]) => ({ match_id, ...pair }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: odd },
  );
}

/** Mostly minutes around midnight and a second or two beside them. */
function instant(): fc.Arbitrary<number> {
  const near = fc
    .tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, 0, 0, 1, -1, 2))
    .map(([minutes, seconds]) => MIDNIGHT + 60 * minutes + seconds);
  const far = fc.constantFrom(
    1,
    MIDNIGHT - 86_400,
    MIDNIGHT + 86_399,
    SEASON_NOW + 86_400,
  );
  return fc.oneof(
    { weight: 24, arbitrary: near },
    { weight: 1, arbitrary: far },
  );
}

function registrationOf(
  userId: fc.Arbitrary<string>,
  time: fc.Arbitrary<number>,
): fc.Arbitrary<Occurrence> {
  return fc
    .record({
      time,
      country: fc.constantFrom(...SEASON_COUNTRIES.keys()),
      user_id: userId,
      device_os: fc.constantFrom("iOS", "Android", "Web"),
    })
    .map(({ time, ...data }) => written("registration", time, data));
}

/** A user's first registration: mostly long before the rest, seldom none. */
export function opening(userId: string): fc.Arbitrary<Occurrence[]> {
  const early = fc
    .integer({ min: 0, max: 2 })
    .map((seconds) => MIDNIGHT - 3600 + seconds);
  const one = (time: fc.Arbitrary<number>) =>
    registrationOf(fc.constant(userId), time).map((event) => [event]);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Occurrence[]>([]) },
    { weight: 10, arbitrary: one(early) },
    { weight: 2, arbitrary: one(instant()) },
  );
}

/** A registration of a user who mostly has one already. */
export function registration(): fc.Arbitrary<Occurrence[]> {
  return registrationOf(user(), instant()).map((event) => [event]);
}

/**
 * One to seven pings of a user, with gaps at the edge of a session.
 * @param sessionGap in seconds.
 */
export function pings(sessionGap: number): fc.Arbitrary<Occurrence[]> {
  const type = fc.constantFrom("", "session_start", "session_end", undefined);
  const edge = sessionGap;
  const gap = fc.constantFrom(
    ...[edge, edge, edge, edge + 1, edge - 1, 1, 0, 2 * edge],
  );
  return fc
    .record({
      user_id: user(),
      first: instant(),
      firstType: type,
      others: fc.array(fc.record({ gap, type }), { maxLength: 6 }),
    })
    .map(({ user_id, first, firstType, others }) => {
      let time = first;
      const events = [ping(time, user_id, firstType)];
      for (const { gap, type } of others) {
        time += gap;
        events.push(ping(time, user_id, type));
      }
      return events;
    });
}

/** A match: mostly one start and one end, or any number of either. */
export function match(): fc.Arbitrary<Occurrence[]> {
  const goals = fc.constantFrom<[number, number]>(
    [3, 0],
    [0, 2],
    [1, 1],
    [0, 0],
    [98, 99],
  );
  const roles = fc.oneof(
    { weight: 6, arbitrary: fc.constant("same" as const) },
    { weight: 1, arbitrary: fc.constantFrom("swapped", "other") },
  );
  const start = fc.record({
    delay: fc.constantFrom(0, 0, 0, 1, -1, 60),
    roles,
  });
  const end = fc.record({
    delay: fc.constantFrom(113, 113, 113, 114, 61, 1, 0, -1),
    roles,
    goals,
  });
  return fc
    .record({
      pairing: pairing(),
      others: fc.constantFrom(...PAIRS),
      time: instant(),
      starts: fc.oneof(
        { weight: 4, arbitrary: fc.tuple(start) },
        { weight: 1, arbitrary: fc.array(start, { maxLength: 3 }) },
      ),
      ends: fc.oneof(
        { weight: 3, arbitrary: fc.tuple(end) },
        { weight: 2, arbitrary: fc.array(end, { maxLength: 3 }) },
      ),
    })
    .map(({ pairing, others, time, starts, ends }) => {
      const { match_id, home, away } = pairing;
      const inRoles = (roles: string) => {
        if (roles === "swapped") return { home: away, away: home };
        return roles === "other" ? others : { home, away };
      };
      return [
        ...starts.map(({ delay, roles }) =>
          matchEvent(time + delay, match_id, inRoles(roles), [null, null]),
        ),
        ...ends.map(({ delay, roles, goals }) =>
          matchEvent(time + delay, match_id, inRoles(roles), goals),
        ),
      ];
    });
}

function ping(time: number, user_id: string, type?: string): Occurrence {
  return written("session_ping", time, { user_id, type });
}

function matchEvent(
  time: number,
  match_id: string,
  { home, away }: Players,
  [homeGoals, awayGoals]: readonly [number | null, number | null],
): Occurrence {
  return written("match", time, {
    match_id,
    home_user_id: home,
    away_user_id: away,
    home_goals_scored: homeGoals,
    away_goals_scored: awayGoals,
  });
}

function written(type: string, time: number, data: object): Occurrence {
  return { event_type: type, event_timestamp: time, event_data: data };
}
