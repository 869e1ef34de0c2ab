import type { Endpoint } from "./endpoint.ts";
import { GAME_STATS } from "./routes/game-stats/schema.ts";
import { USER_STATS } from "./routes/user-stats/schema.ts";

/** All that the API answers. */
export const ENDPOINTS: readonly Endpoint[] = [USER_STATS, GAME_STATS];
