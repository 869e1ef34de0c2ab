import { dayOf } from "../../common/days.ts";
import type { Findings } from "../harness/contender.ts";

/** A gap longer than this, in seconds, ends a session. */
const SESSION_GAP = 60;

/** An event as a generated season has it. */
export type SeasonEvent = { readonly event_timestamp: number } & (
  | { readonly event_type: "registration" }
  | {
      readonly event_type: "session_ping";
      readonly event_data: { readonly user_id: string };
    }
  | {
      readonly event_type: "match";
      readonly event_data: {
        readonly match_id: string;
        readonly home_goals_scored: number | null;
        readonly away_goals_scored: number | null;
      };
    }
);

interface Player {
  lastPing: number;
  /** The day on which the last session started. */
  day: number;
}

/**
 * The sums over the aggregates that every contender must have, by the rules in
 * the plainest form. They hold for a season without dirt, whose events come in
 * time order.
 */
export class SumCounter {
  readonly #sums = {
    registrations: 0,
    sessions: 0,
    time_spent_in_game: 0,
    session_data_rows: 0,
    matches: 0,
    total_duration: 0,
    points_home: 0,
    points_away: 0,
  };
  readonly #players = new Map<string, Player>();
  /** When the matches started that have not ended. */
  readonly #starts = new Map<string, number>();
  #now = 0;

  /** Throws for an event that is older than the one before. */
  add(event: SeasonEvent): void {
    const time = event.event_timestamp;
    if (time < this.#now)
      throw new Error(`not in time order: ${JSON.stringify(event)}`);
    this.#now = time;
    switch (event.event_type) {
      case "registration":
        this.#sums.registrations++;
        break;
      case "session_ping":
        this.#addPing(event.event_data.user_id, time);
        break;
      case "match": {
        const { match_id, home_goals_scored, away_goals_scored } =
          event.event_data;
        if (home_goals_scored === null || away_goals_scored === null)
          this.#starts.set(match_id, time);
        else
          this.#endMatch(match_id, time, home_goals_scored - away_goals_scored);
      }
    }
  }

  get sums(): Findings {
    return { ...this.#sums };
  }

  #addPing(user: string, time: number): void {
    let player = this.#players.get(user);
    if (player && time - player.lastPing <= SESSION_GAP) {
      this.#sums.time_spent_in_game += time - player.lastPing;
    } else {
      const day = dayOf(time);
      this.#sums.sessions++;
      if (day !== player?.day) this.#sums.session_data_rows++;
      if (!player) this.#players.set(user, (player = { lastPing: time, day }));
      player.day = day;
    }
    player.lastPing = time;
  }

  /** @param lead the goals of the home player less those of the other. */
  #endMatch(match: string, time: number, lead: number): void {
    const start = this.#starts.get(match);
    if (start === undefined) throw new Error(`match ${match} has no start`);
    this.#starts.delete(match);
    this.#sums.matches++;
    // It counts for both players.
    this.#sums.total_duration += 2 * (time - start);
    this.#sums.points_home += lead > 0 ? 3 : lead === 0 ? 1 : 0;
    this.#sums.points_away += lead < 0 ? 3 : lead === 0 ? 1 : 0;
  }
}
