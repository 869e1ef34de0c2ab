import { drawUuid } from "./draw-uuid.ts";
import type { Random } from "./random.ts";
import type { Match, Season } from "./season.ts";

/** An event as an object of which anything can be replaced or left out. */
export interface LooseEvent {
  readonly event_id: unknown;
  readonly event_type: unknown;
  readonly event_timestamp: unknown;
  readonly event_data: unknown;
}

/** An accepted event that stands in the file, and its line. */
export interface WrittenEvent {
  readonly id: number;
  readonly line: string;
}

/** What is in the file so far, for the dirt that comes next. */
export interface Scene {
  readonly random: Random;
  readonly season: Season;
  /** A country that the timezones file does not have. */
  readonly unknownCountry: string;
  /** The id of the next extra event, above those of all accepted ones. */
  nextId: number;
  /** The time of the last accepted event. */
  now: number;
  /** How many users have registered. */
  registered: number;
  /** The match that ended last. */
  finished: Match | undefined;
  last: WrittenEvent;
  /** An accepted event from further up. */
  earlier: WrittenEvent;
}

export function pickRegistered(scene: Scene): number {
  return scene.random.below(scene.registered);
}

/** The id of a user or match that nothing else names. */
export function drawStranger(scene: Scene): string {
  return drawUuid(scene.random);
}

export function userIdOf(scene: Scene, user: number): string {
  return scene.season.userIds[user] as string;
}

export function loosePing(
  scene: Scene,
  data: Record<string, unknown> = {},
): LooseEvent {
  return {
    event_id: scene.nextId++,
    event_type: "session_ping",
    event_timestamp: scene.now,
    event_data: {
      user_id: userIdOf(scene, pickRegistered(scene)),
      type: "",
      ...data,
    },
  };
}

/** A registration of a stranger, unless `data` names another. */
export function looseRegistration(
  scene: Scene,
  data: Record<string, unknown> = {},
): LooseEvent {
  return {
    event_id: scene.nextId++,
    event_type: "registration",
    event_timestamp: scene.now,
    event_data: {
      country: scene.season.countries[0],
      user_id: drawStranger(scene),
      device_os: "Android",
      ...data,
    },
  };
}

/** The start of a match between strangers, unless `data` names others. */
export function looseMatch(
  scene: Scene,
  data: Record<string, unknown> = {},
): LooseEvent {
  return {
    event_id: scene.nextId++,
    event_type: "match",
    event_timestamp: scene.now,
    event_data: {
      match_id: drawStranger(scene),
      home_user_id: drawStranger(scene),
      away_user_id: drawStranger(scene),
      home_goals_scored: null,
      away_goals_scored: null,
      ...data,
    },
  };
}
