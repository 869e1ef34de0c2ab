import type { Reason } from "../common/reasons.ts";
import { drawGoals } from "./habits.ts";
import { formatUsual } from "./layout.ts";
import {
  drawStranger,
  looseMatch,
  loosePing,
  looseRegistration,
  pickRegistered,
  userIdOf,
  type Scene,
} from "./scene.ts";

/**
 * Writes an event that is well-formed and rejected because of what else is in
 * the file; undefined when the file does not have that yet. It changes the
 * verdict on no other event.
 */
type MisplacedEvent = (scene: Scene) => string | undefined;

export const MISPLACED_EVENTS = {
  duplicate_event: (scene) => {
    const { last, earlier, random } = scene;
    return random.pick([
      () => last.line,
      () => earlier.line,
      () => last.line.replace(/"event_id": (\d+),/, '"event_id": $1.0,'),
      () => formatUsual({ ...loosePing(scene), event_id: last.id }),
      () => formatUsual({ ...loosePing(scene), event_id: earlier.id }),
      () => formatUsual({ ...looseRegistration(scene), event_id: earlier.id }),
      () => formatUsual({ ...looseMatch(scene), event_id: earlier.id }),
    ])();
  },

  duplicate_registration: (scene) => {
    const user = pickRegistered(scene);
    const again = looseRegistration(scene, { user_id: userIdOf(scene, user) });
    // At the very second of the first one, the event ids decide.
    const first = scene.season.registeredAt[user];
    const time = scene.random.pick([scene.now, scene.now, first]);
    return formatUsual({ ...again, event_timestamp: time });
  },

  unregistered_user: (scene) => {
    const known = userIdOf(scene, pickRegistered(scene));
    const event = scene.random.pick([
      () => loosePing(scene, { user_id: drawStranger(scene) }),
      () => looseMatch(scene, { home_user_id: known }),
      () => looseMatch(scene, { away_user_id: known, ...goalsOf(scene) }),
      () => looseMatch(scene),
    ]);
    return formatUsual(event());
  },

  before_registration: (scene) => {
    const { random, season, registered } = scene;
    // One of the last to register, so that the line is not very late.
    const user = registered - 1 - random.below(Math.min(registered, 20));
    const other = pickOtherThan(scene, user);
    const early = random.pick([1, 59, 1 + random.below(3600)]);
    const events = [() => loosePing(scene, { user_id: userIdOf(scene, user) })];
    if (other !== undefined) {
      events.push(
        () => looseMatch(scene, playersOf(scene, user, other)),
        () => looseMatch(scene, playersOf(scene, other, user)),
      );
    }
    const event_timestamp = (season.registeredAt[user] as number) - early;
    return formatUsual({ ...random.pick(events)(), event_timestamp });
  },

  match_conflict: (scene) => {
    const { finished, now, random } = scene;
    if (finished === undefined) return undefined;
    const { id, home, away, startedAt, endedAt } = finished;
    const start = { match_id: id, ...playersOf(scene, home, away) };
    const end = { ...start, ...goalsOf(scene) };
    const third = pickOtherThan(scene, home, away);
    const other = third !== undefined && {
      away_user_id: userIdOf(scene, third),
    };
    const [data, event_timestamp] = random.pick<
      [Record<string, unknown>, number]
    >([
      // a second start: at the same second, or later, by these or by others
      [start, startedAt],
      [start, now],
      [{ ...start, ...other }, now],
      // an end by others, or one not later than the start
      other ? [{ ...end, ...other }, now] : [end, startedAt],
      [end, startedAt],
      [end, startedAt - random.below(60)],
      // a second end: at the same second, or later
      [end, endedAt],
      [end, now],
    ]);
    return formatUsual({ ...looseMatch(scene, data), event_timestamp });
  },

  match_unpaired: (scene) => {
    const home = pickRegistered(scene);
    const away = pickOtherThan(scene, home);
    if (away === undefined) return undefined;
    const goals = scene.random.pick([{}, goalsOf(scene)]);
    return formatUsual(
      looseMatch(scene, { ...playersOf(scene, home, away), ...goals }),
    );
  },
} satisfies Partial<Record<Reason, MisplacedEvent>>;

function playersOf(scene: Scene, home: number, away: number) {
  return {
    home_user_id: userIdOf(scene, home),
    away_user_id: userIdOf(scene, away),
  };
}

function goalsOf({ random }: Scene) {
  return {
    home_goals_scored: drawGoals(random),
    away_goals_scored: drawGoals(random),
  };
}

/** Picks a registered user who is none of these, if there is one. */
function pickOtherThan(scene: Scene, ...users: number[]): number | undefined {
  if (scene.registered <= users.length) return undefined;
  let user = pickRegistered(scene);
  while (users.includes(user)) user = (user + 1) % scene.registered;
  return user;
}
