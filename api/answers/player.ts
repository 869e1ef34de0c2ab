/** A row of summed_players; several of one player add up to one. */
export interface PlayerRow {
  readonly user_id: string;
  readonly registration: Registration;
  /** Dates in order, and for each its numbers, in the order of `Numbers`. */
  readonly days: readonly [dates: string[], ...numbers: number[][]];
}

interface Registration {
  readonly registered_at: string;
  readonly event_id: number;
  readonly country: string;
  readonly registration_date_local_timezone: string;
}

/** What a player did on one day or several. */
export type Numbers = readonly [
  sessions: number,
  secondsInGame: number,
  matches: number,
  secondsInMatch: number,
  pointsHome: number,
  pointsAway: number,
];

/** The event id of a row without a registration, which no event has. */
const NO_EVENT = 2 ** 64;

const NOTHING: Numbers = [0, 0, 0, 0, 0, 0];

/** The sum of all rows of a player. */
export class Player {
  readonly userId: string;
  #registration: Registration;
  /** A day may be left with zeros. */
  readonly #days = new Map<string, Numbers>();

  constructor({ user_id, registration }: PlayerRow) {
    this.userId = user_id;
    this.#registration = registration;
  }

  add({ registration, days: [dates, ...columns] }: PlayerRow): void {
    if (isBefore(registration, this.#registration))
      this.#registration = registration;
    dates.forEach((date, at) => {
      const numbers = columns.map((column) => column[at]);
      this.#days.set(date, sum(this.on(date), numbers as unknown as Numbers));
    });
  }

  /** The registration that counts. */
  get registration(): Registration {
    return this.#registration;
  }

  get isRegistered(): boolean {
    return this.#registration.event_id < NO_EVENT;
  }

  /** What the player did on a date. */
  on(date: string): Numbers {
    return this.#days.get(date) ?? NOTHING;
  }

  /** What the player did on all days. */
  total(): Numbers {
    return [...this.#days.values()].reduce(sum, NOTHING);
  }

  /** The days of a range, in order, that have a session or a match. */
  days(from: string, to: string): [date: string, numbers: Numbers][] {
    return [...this.#days]
      .filter(
        ([date, [sessions, , matches]]) =>
          from <= date && date <= to && (sessions > 0 || matches > 0),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The last date with a session, of those up to a date. */
  lastSession(upTo: string): string | undefined {
    let last: string | undefined;
    for (const [date, [sessions]] of this.#days)
      if (sessions > 0 && date <= upTo && date > (last ?? "")) last = date;
    return last;
  }
}

/** Adds up the rows of each player. */
export function sumByPlayer(rows: readonly PlayerRow[]): Map<string, Player> {
  const players = new Map<string, Player>();
  for (const row of rows) {
    let player = players.get(row.user_id);
    if (!player) players.set(row.user_id, (player = new Player(row)));
    player.add(row);
  }
  return players;
}

const sum = (a: Numbers, b: Numbers): Numbers => [
  a[0] + b[0],
  a[1] + b[1],
  a[2] + b[2],
  a[3] + b[3],
  a[4] + b[4],
  a[5] + b[5],
];

/** As the database orders registrations: by time, then by event id. */
function isBefore(a: Registration, b: Registration): boolean {
  return a.registered_at === b.registered_at
    ? a.event_id < b.event_id
    : a.registered_at < b.registered_at;
}
