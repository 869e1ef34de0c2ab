import type { Endpoint } from "./endpoint/endpoint.ts";
import { ACTIVE_USERS } from "./routes/active-users/schema.ts";
import { COUNTRIES } from "./routes/countries/schema.ts";
import { CURRENT_RUN } from "./routes/current-run/schema.ts";
import { DAILY } from "./routes/daily/schema.ts";
import { GAME_STATS } from "./routes/game-stats/schema.ts";
import { LEADERBOARD } from "./routes/leaderboard/schema.ts";
import { NEW_USERS } from "./routes/new-users/schema.ts";
import { REJECTED } from "./routes/rejected/schema.ts";
import { RETENTION } from "./routes/retention/schema.ts";
import { RUNS } from "./routes/runs/schema.ts";
import { SESSION_LENGTHS } from "./routes/session-lengths/schema.ts";
import { USER_DAYS } from "./routes/user-days/schema.ts";
import { USER_MATCHES } from "./routes/user-matches/schema.ts";
import { USER_SESSIONS } from "./routes/user-sessions/schema.ts";
import { USER_STATS } from "./routes/user-stats/schema.ts";

/** All that the API answers. */
export const ENDPOINTS: readonly Endpoint[] = [
  USER_STATS,
  GAME_STATS,
  DAILY,
  ACTIVE_USERS,
  SESSION_LENGTHS,
  NEW_USERS,
  COUNTRIES,
  RETENTION,
  LEADERBOARD,
  USER_DAYS,
  USER_SESSIONS,
  USER_MATCHES,
  RUNS,
  CURRENT_RUN,
  REJECTED,
];
