import type { Endpoint } from "./endpoint/endpoint.ts";
import { activeDays } from "./routes/active-days/active-days.ts";
import { activeUsers } from "./routes/active-users/active-users.ts";
import { concurrentUsers } from "./routes/concurrent-users/concurrent-users.ts";
import { countries } from "./routes/countries/countries.ts";
import { currentRun } from "./routes/current-run/current-run.ts";
import { dayRetention } from "./routes/day-retention/day-retention.ts";
import { daily } from "./routes/daily/daily.ts";
import { gameStats } from "./routes/game-stats/game-stats.ts";
import { leaderboard } from "./routes/leaderboard/leaderboard.ts";
import { newUsers } from "./routes/new-users/new-users.ts";
import { rejected } from "./routes/rejected/rejected.ts";
import { retention } from "./routes/retention/retention.ts";
import { retentionCurve } from "./routes/retention-curve/retention-curve.ts";
import { runs } from "./routes/runs/runs.ts";
import { sessionHistogram } from "./routes/session-histogram/session-histogram.ts";
import { sessionLengths } from "./routes/session-lengths/session-lengths.ts";
import { userDays } from "./routes/user-days/user-days.ts";
import { userMatches } from "./routes/user-matches/user-matches.ts";
import { userResults } from "./routes/user-results/user-results.ts";
import { userSessions } from "./routes/user-sessions/user-sessions.ts";
import { userStats } from "./routes/user-stats/user-stats.ts";
import { usersByHour } from "./routes/users-by-hour/users-by-hour.ts";

/**
 * All endpoints, in the order of the documentation. Routes, checks of
 * requests, OpenAPI, the client and the table in docs/api.md follow from this list.
 */
export const ENDPOINTS: readonly Endpoint[] = [
  userStats,
  gameStats,
  daily,
  activeUsers,
  activeDays,
  usersByHour,
  concurrentUsers,
  sessionLengths,
  sessionHistogram,
  newUsers,
  countries,
  retention,
  dayRetention,
  retentionCurve,
  leaderboard,
  userDays,
  userSessions,
  userMatches,
  userResults,
  runs,
  currentRun,
  rejected,
];
