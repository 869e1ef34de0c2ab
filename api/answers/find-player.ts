import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import { Batcher } from "./batcher.ts";
import { sumByPlayer, type Player, type PlayerRow } from "./player.ts";

const PLAYERS = readSql("api/answers/players.sql");

/** A larger batch makes all its players wait longer. */
const PLAYERS_AT_ONCE = 256;

/**
 * Returns a function that finds a player by id, in lower case. Look-ups that
 * wait together, whatever endpoint needs them, are one statement. It throws
 * not_found for a user who is not registered.
 */
export function createFindPlayer(
  store: ReadStore,
): (userId: string) => Promise<Player> {
  const batcher = new Batcher<string, Player | undefined>(
    PLAYERS_AT_ONCE,
    async (users) => {
      const rows = await store.query<PlayerRow>({
        name: "players",
        sql: PLAYERS,
        parameters: { users },
      });
      const players = sumByPlayer(rows);
      return users.map((userId) => players.get(userId));
    },
  );
  return async (userId) => {
    const player = await batcher.ask(userId, userId);
    if (player?.isRegistered) return player;
    throw new TouchlineError("not_found", `no user ${userId} is registered`);
  };
}
