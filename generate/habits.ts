import type { Random } from "./random.ts";

// How players behave, after a real season: growing activity, busy evenings,
// sessions of about ten minutes. Plain arithmetic only, so that every machine
// draws the same.

/** A session of one user, or a meeting of two for one or two matches. */
export interface Visit {
  readonly matches: number;
  /** The pings of the user, or of the home player. */
  readonly pings: number;
  /** The pings of the away player of a meeting. */
  readonly awayPings: number;
  /** All that it adds to the season: the pings and two events a match. */
  readonly events: number;
}

/** The share of visits that are meetings: about 4.4 % of events are a match's. */
const MEETINGS = 0.265;
const SECOND_MATCHES = 0.3;
/** The least pings that hold one match, and two, from start to end. */
const MEETING_PINGS = [6, 10] as const;
const USUAL_PINGS = 17;
/** One session in a hundred goes on for as long again. */
const LONG_SESSIONS = 0.01;
const SHORT_SESSIONS = 0.05;

/** Draws a visit of at most `left` events. */
export function drawVisit(
  random: Random,
  left: number,
  canMeet: boolean,
): Visit {
  if (canMeet && random.share() < MEETINGS) {
    const second = random.share() < SECOND_MATCHES;
    const least = MEETING_PINGS[second ? 1 : 0];
    const matches = second ? 2 : 1;
    const pings = least + random.below(USUAL_PINGS - least + 1);
    const awayPings = least + random.below(USUAL_PINGS - least + 1);
    const events = pings + awayPings + 2 * matches;
    if (events <= left) return { matches, pings, awayPings, events };
  }
  const pings = Math.min(left, drawPings(random));
  return { matches: 0, pings, awayPings: 0, events: pings };
}

function drawPings(random: Random): number {
  if (random.share() < SHORT_SESSIONS) return 1 + random.below(3);
  const usual = 4 + random.below(USUAL_PINGS - 3);
  return random.share() < LONG_SESSIONS ? USUAL_PINGS + usual : usual;
}

/** Draws a match's length in seconds: 90 to 177, most of them short. */
export function drawMatchSeconds(random: Random): number {
  const share = random.share();
  return 90 + Math.floor(88 * share * share * share);
}

const GOALS = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5];

export function drawGoals(random: Random): number {
  return random.pick(GOALS);
}

/** Half of the users play on Android, one in ten on the web. */
const DEVICES_OF_TEN = [
  ...Array<string>(5).fill("Android"),
  ...Array<string>(4).fill("iOS"),
  "Web",
];

export function drawDevice(random: Random): string {
  return random.pick(DEVICES_OF_TEN);
}

/** Draws how gladly a user comes back, 0 to 1: many rarely, a few often. */
export function drawAppeal(random: Random): number {
  const share = random.share();
  return 0.1 + 0.9 * share * share;
}

const LOYAL_DAYS = [2, 7, 14, 28, 60, 120, 120, 120];

/** Draws after how many days a user has had enough of the game. */
export function drawLoyalDays(random: Random): number {
  return random.pick(LOYAL_DAYS);
}

/** How many of a hundred events fall into each hour of a UTC day. */
const BY_HOUR = [
  5, 2, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 10, 11, 12, 9,
];
const HOURS = BY_HOUR.flatMap((share, hour) => Array<number>(share).fill(hour));

/** Draws seconds of a day, in order. */
export function timesOfDay(count: number, random: Random): Uint32Array {
  const times = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    times[i] = random.pick(HOURS) * 3600 + random.below(3600);
  }
  return times.sort();
}

/** How busy each day is, against the others: growing, with full weekends. */
export function activityByDay(
  days: number,
  firstDay: number,
  random: Random,
): number[] {
  return Array.from({ length: days }, (_, day) => {
    const growth = 1 + (10 * (day + 0.5)) / days;
    // 1970-01-01 was a Thursday: days 2 and 3 of a week are the weekend.
    const weekend = (firstDay + day) % 7 === 2 || (firstDay + day) % 7 === 3;
    return growth * (weekend ? 1.2 : 1) * (0.9 + 0.2 * random.share());
  });
}

/** How many register each day, against the others: uneven, most at first. */
export function newcomersByDay(days: number, random: Random): number[] {
  return Array.from(
    { length: days },
    (_, day) => (day === 0 ? 2.5 : 0.3) + 1.4 * random.share(),
  );
}

/** Parts `total` by weight into integers that add up to it. */
export function spreadOver(
  total: number,
  weights: readonly number[],
): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let weight = 0;
  let spent = 0;
  return weights.map((next, i) => {
    weight += next;
    const due =
      i === weights.length - 1 ? total : Math.floor((total * weight) / sum);
    const part = due - spent;
    spent = due;
    return part;
  });
}
