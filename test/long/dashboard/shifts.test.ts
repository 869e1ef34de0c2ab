import { lendDashboard, WINNER } from "../../dashboard/lend-dashboard.ts";
import {
  ingestPlayers,
  NEWEST_FIRST,
  OLDEST_FIRST,
  staysInPlace,
} from "../../dashboard/stays-in-place.ts";

/** The player of a generated season with the most points. */
const LEADER = "1e3af9ea-9df2-9a59-b8a3-3873d077aeb5";

const PATHS = [
  ...["/", "/?compare=previous", "/?by=week", "/?range=day&compare=previous"],
  ...["/?range=90&by=month&compare=year", "/?country=JP&device=Android"],
  ...["/?from=2024-10-09&to=2024-10-08", "/?from=x"],
  ...[`/players/${WINNER}`, `/players/${LEADER}`, "/players/x"],
  `/players/${LEADER}?range=7&compare=previous`,
];

describe("the dashboard, while its answers come one after another", () => {
  const { database, look } = lendDashboard();
  before(() => ingestPlayers(database.store));

  describe("the oldest first", () =>
    staysInPlace(look, PATHS, { 1280: OLDEST_FIRST, 400: OLDEST_FIRST }));

  describe("the newest first", () =>
    staysInPlace(look, PATHS, { 1280: NEWEST_FIRST, 400: NEWEST_FIRST }));
});
