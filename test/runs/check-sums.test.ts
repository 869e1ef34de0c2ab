import { expect } from "chai";
import { publish } from "../../runs/publish/publish.ts";
import { readLedger } from "../../runs/ledger.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { messageOf } from "../../common/errors.ts";
import { emptyDatabase } from "../support/database/database-state.ts";
import { lendDatabase } from "../support/database/with-database.ts";

/** What a run of one session prepares, table by table; views fill the others. */
const PREPARED = {
  change_sessions: `(date, user_id, session_start, session_end, run_id, sign)
    SELECT '2024-10-09', '52d65a1b-8012-934e-001b-19e6ba3cdc0e', 1728494764, 1728494944, 1, 1`,
  change_players: `(user_id, days)
    SELECT '52d65a1b-8012-934e-001b-19e6ba3cdc0e', ([toDate('2024-10-09')], [1], [180], [0], [0], [0], [0])`,
  change_day_counts: `(metric, country, device, date, bucket, n)
    SELECT count.1, '', '', '2024-10-09', count.2, count.3
    FROM (SELECT arrayJoin([('sessions', 0, 1), ('seconds', 0, 180), ('session_length', 180, 1)]) AS count)`,
} as const;

/** Changes to it, and the table of which the check complains. */
const FAULTS = [
  ["TRUNCATE TABLE change_session_data", "summed_session_data"],
  ["TRUNCATE TABLE change_player_sessions", "signed_player_sessions"],
  ["TRUNCATE TABLE change_players", "summed_players"],
  ["TRUNCATE TABLE change_day_counts", "summed_day_counts"],
  [
    "INSERT INTO change_day_counts SELECT 'session_length', '', '', '2024-10-09', 60, 1",
    "summed_day_counts",
  ],
  // Rows of tables whose facts the run has not prepared.
  [
    "INSERT INTO change_day_counts SELECT 'points', '', '', '1970-01-01', 3, 1",
    "summed_day_counts",
  ],
  [
    "INSERT INTO change_match_data (user_id, date, total_duration) SELECT generateUUIDv4(), '2024-10-09', 90",
    "summed_match_data",
  ],
] as const;

describe("what a run has prepared", () => {
  const database = lendDatabase();

  async function prepare(store: Store): Promise<void> {
    await emptyDatabase(store);
    for (const [table, rows] of Object.entries(PREPARED))
      await store.command({
        name: "prepare",
        sql: `INSERT INTO ${table} ${rows}`,
      });
  }

  const attempt = (store: Store): Promise<string> =>
    publish(store, {
      ...{ runId: 1, request: "repair", startedAt: 0, seconds: 1, files: [] },
      ...{ lines: 0, blank: 0, accepted: 0, rejected: {}, admitted: 0 },
      sessionGap: 60,
    }).then(() => "published", messageOf);

  it("is published if it adds up", async () => {
    await prepare(database.store);
    expect(await attempt(database.store)).to.equal("published");
  });

  for (const [fault, table] of FAULTS)
    it(`is not published after ${fault.slice(0, 60)}…`, async () => {
      const { store } = database;
      await prepare(store);
      const on = fault.startsWith("TRUNCATE") ? store.shards : [store];
      for (const one of on) await one.command({ name: "plant", sql: fault });
      expect(await attempt(store)).to.match(
        new RegExp(`^the prepared rows of ${table} do not add up to`),
      );
      expect((await readLedger(store)).last).to.equal(undefined);
    });
});
