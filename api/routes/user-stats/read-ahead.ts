import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { readSql } from "../../../common/package-root.ts";
import {
  sumByUser,
  type UserTotals,
  type UserTotalsRow,
} from "./user-totals.ts";

const USERS_AHEAD = readSql("api/routes/user-stats/users-ahead.sql");
const COUNT_TOTALS = readSql("api/routes/user-stats/count-totals.sql");

/** As many rows as users-ahead.sql gives at most. */
const ROWS_AT_ONCE = 2048;

const FIRST_USER = "00000000-0000-0000-0000-000000000000";

/**
 * The totals of all users, where they are few enough to be held: once a run
 * was published and somebody asks, they are read in the background. The
 * database looks up a user in some 120 µs of processor time, since planning a
 * statement costs more than reading does; in order it reads a user in 8 µs.
 */
export class ReadAhead {
  readonly #store: ReadStore;
  readonly #limit: number;
  #users = new Map<string, UserTotals>();
  #version = 0;

  /** @param limit how many rows may be held, at some 500 bytes each */
  constructor(store: ReadStore, limit: number) {
    this.#store = store;
    this.#limit = limit;
  }

  /** A user's totals in exactly this version, if they have been read. */
  get(version: number, userId: string): UserTotals | undefined {
    if (version > this.#version) {
      this.#version = version;
      this.#users = new Map();
      // Look-ups work without it, and report their own failures.
      this.#readAll(version, this.#users).catch(() => undefined);
    }
    return version === this.#version ? this.#users.get(userId) : undefined;
  }

  async #readAll(
    version: number,
    users: Map<string, UserTotals>,
  ): Promise<void> {
    const [count] = await this.#store.query<{ rows: number }>({
      name: "read-ahead",
      sql: COUNT_TOTALS,
    });
    if (count === undefined || count.rows > this.#limit) return;
    let from: string | undefined = FIRST_USER;
    while (from !== undefined)
      from = await this.#readSome(version, users, from);
  }

  /** Reads on from a user. Returns where to go on, if there is more. */
  async #readSome(
    version: number,
    users: Map<string, UserTotals>,
    from: string,
  ): Promise<string | undefined> {
    const statement = {
      ...{ name: "read-ahead", sql: USERS_AHEAD },
      parameters: { from },
    };
    const read = await this.#store.snapshot(async (readVersion) => ({
      readVersion,
      rows: await this.#store.query<UserTotalsRow>(statement),
    }));
    if (read.readVersion !== version) return undefined;
    const some = sumByUser(read.rows);
    const last = read.rows.at(-1)?.user_id;
    const isCut = read.rows.length === ROWS_AT_ONCE && some.size > 1;
    if (isCut && last !== undefined) some.delete(last);
    for (const [userId, totals] of some) users.set(userId, totals);
    return isCut ? last : undefined;
  }
}
