import { SECONDS_A_DAY } from "../common/days.ts";
import { drawUuid } from "./draw-uuid.ts";
import { EventQueue } from "./event-queue.ts";
import {
  activityByDay,
  drawAppeal,
  drawDevice,
  drawGoals,
  drawLoyalDays,
  drawMatchSeconds,
  drawVisit,
  newcomersByDay,
  spreadOver,
  timesOfDay,
  type Visit,
} from "./habits.ts";
import { Random } from "./random.ts";

/** The kinds of events in a season's queue. */
export const REGISTRATION = 0;
export const SESSION_START = 1;
export const SESSION_PING = 2;
export const SESSION_END = 3;
export const MATCH_START = 4;
export const MATCH_END = 5;

const PING_INTERVAL = 60;
/** Two users register at once, so that matches can begin. */
const FOUNDERS = 2;
const TRIES_TO_PICK = 30;
/** What is left of a user's appeal after their loyal days. */
const DISLOYAL = 0.1;

export interface SeasonOptions {
  /** How many events, exactly. */
  readonly events: number;
  /** How many of them are registrations. */
  readonly users: number;
  /** On how many days users register and sessions start. */
  readonly days: number;
  /** The first of them, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly seed: number;
  /** The countries that users register from. */
  readonly countries: readonly string[];
}

export interface Match {
  readonly id: string;
  readonly home: number;
  readonly away: number;
  readonly homeGoals: number;
  readonly awayGoals: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Plays a season day by day: users register, come back for sessions, and meet
 * others for matches. Users are numbered in the order in which they register.
 * Of the events only a day's are held at a time.
 */
export class Season {
  readonly userIds: string[] = [];
  readonly countries: string[] = [];
  readonly devices: string[] = [];
  readonly registeredAt: number[] = [];
  readonly matches: Match[] = [];

  readonly #options: SeasonOptions;
  readonly #random: Random;
  readonly #queue = new EventQueue();
  readonly #appeal: number[] = [];
  readonly #loyalUntil: number[] = [];
  /** From when on a user can start another session. */
  readonly #freeFrom: number[] = [];
  /** How many users can play at the time of the visit being planned. */
  #players = 0;

  constructor(options: SeasonOptions) {
    this.#options = options;
    this.#random = new Random(options.seed, 1);
  }

  /** The events of one day after the other, each in time order. */
  *days(): Generator<EventQueue> {
    const { events, users, days, firstDay } = this.#options;
    const random = this.#random;
    const founders = Math.min(users, FOUNDERS);
    const newcomers = spreadOver(
      users - founders,
      newcomersByDay(days, random),
    );
    const activity = spreadOver(
      events - users,
      activityByDay(days, firstDay, random),
    );
    for (let i = 0; i < founders; i++)
      this.#register(firstDay * SECONDS_A_DAY + i);
    this.#players = founders;
    for (let day = 0; day < days; day++) {
      const midnight = (firstDay + day) * SECONDS_A_DAY;
      for (const second of timesOfDay(newcomers[day] ?? 0, random)) {
        this.#register(midnight + Math.max(second, FOUNDERS));
      }
      this.#play(midnight, activity[day] ?? 0);
      yield this.#queue.takeBefore(midnight + SECONDS_A_DAY);
    }
    // The sessions of the last evening may go on after midnight.
    for (let day = firstDay + days; this.#queue.length > 0; day++) {
      yield this.#queue.takeBefore((day + 1) * SECONDS_A_DAY);
    }
  }

  #register(time: number): void {
    const random = this.#random;
    const user = this.userIds.push(drawUuid(random)) - 1;
    this.countries.push(random.pick(this.#options.countries));
    this.devices.push(drawDevice(random));
    this.registeredAt.push(time);
    this.#appeal.push(drawAppeal(random));
    this.#loyalUntil.push(time + drawLoyalDays(random) * SECONDS_A_DAY);
    this.#freeFrom.push(time + PING_INTERVAL);
    this.#queue.push(time, REGISTRATION, user);
  }

  /** Adds sessions and meetings of exactly `budget` events. */
  #play(midnight: number, budget: number): void {
    const visits: Visit[] = [];
    for (let left = budget; left > 0;) {
      const visit = drawVisit(this.#random, left, this.#players > 1);
      visits.push(visit);
      left -= visit.events;
    }
    const times = timesOfDay(visits.length, this.#random);
    visits.forEach((visit, i) => {
      const time = midnight + (times[i] ?? 0);
      while ((this.registeredAt[this.#players] ?? Infinity) < time) {
        this.#players++;
      }
      if (visit.matches > 0) this.#addMeeting(visit, time);
      else this.#addSession(this.#pickUser(time), time, visit.pings);
    });
  }

  /** Two users in the game at once, and their matches one after the other. */
  #addMeeting({ matches, pings, awayPings }: Visit, time: number): void {
    const random = this.#random;
    const home = this.#pickUser(time);
    const away = this.#pickUser(time, home);
    const start = Math.max(time, this.#freeAt(home), this.#freeAt(away));
    this.#addSession(home, start, pings);
    this.#addSession(away, start + random.below(PING_INTERVAL), awayPings);
    let startedAt = start + PING_INTERVAL + random.below(PING_INTERVAL);
    for (let i = 0; i < matches; i++) {
      const endedAt = startedAt + drawMatchSeconds(random);
      const match = this.matches.push({
        id: drawUuid(random),
        home,
        away,
        homeGoals: drawGoals(random),
        awayGoals: drawGoals(random),
        startedAt,
        endedAt,
      });
      this.#queue.push(startedAt, MATCH_START, match - 1);
      this.#queue.push(endedAt, MATCH_END, match - 1);
      startedAt = endedAt + 20 + random.below(40);
    }
  }

  #addSession(user: number, time: number, pings: number): void {
    let at = Math.max(time, this.#freeAt(user));
    this.#queue.push(at, SESSION_START, user);
    for (let ping = 1; ping < pings; ping++) {
      at += PING_INTERVAL;
      const last = ping === pings - 1;
      this.#queue.push(at, last ? SESSION_END : SESSION_PING, user);
    }
    this.#freeFrom[user] = at + PING_INTERVAL + 1;
  }

  #freeAt(user: number): number {
    return this.#freeFrom[user] ?? 0;
  }

  /**
   * Picks a user who is free and likes to play, or after some tries anyone:
   * who is busy then plays as soon as the session before is over.
   */
  #pickUser(time: number, except = -1): number {
    const random = this.#random;
    for (let tries = 0; tries < TRIES_TO_PICK; tries++) {
      const user = random.below(this.#players);
      if (user === except || this.#freeAt(user) > time) continue;
      const loyal = (this.#loyalUntil[user] ?? 0) > time;
      const appeal = (this.#appeal[user] ?? 0) * (loyal ? 1 : DISLOYAL);
      if (random.share() < appeal) return user;
    }
    const user = random.below(this.#players);
    return user === except ? (user + 1) % this.#players : user;
  }
}
