import { join } from "node:path";
import { expect } from "chai";
import { readHorizon, readLedger } from "../../../runs/ledger.ts";
import { formatVerify } from "../../../cli/verify/format-verify.ts";
import { verify } from "../../../upkeep/verify/verify.ts";
import { put, take } from "../backup/begun.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { OTHER_USER_ID, USER_ID } from "../../support/events/events.ts";
import { withFolder } from "../../support/command/folders.ts";
import { NEVER, SILENT } from "../../support/command/ingest-lines.ts";
import {
  EARLIER,
  HORIZON,
  lendRetention,
  ping,
  registered,
} from "./lend-retention.ts";

describe("a forgetting run", function () {
  this.timeout(120_000);
  const database = lendRetention();

  it("reports what it would remove in a dry run, and changes nothing", async () => {
    await database.ingest(["{}", registered(), ping(-1000), ping(10)], EARLIER);
    const before = inOrder(await readState(database.store));
    const dry = await database.moveTo(HORIZON, true);
    expect(dry).to.include({ runId: null, changes: true, dryRun: true });
    expect(await readHorizon(database.store)).to.equal(0);
    expect((await readLedger(database.store)).last?.runId).to.equal(1);
    expect(inOrder(await readState(database.store))).to.deep.equal(before);
    expect(await database.rawPings()).to.have.length(2);
    const { sessionPings, heldPings, rejectedLines } =
      await database.moveTo(HORIZON);
    expect(dry).to.include({ sessionPings, heldPings, rejectedLines });
    expect({ sessionPings, rejectedLines }).to.deep.equal({
      sessionPings: 1,
      rejectedLines: 1,
    });
  });

  it("only moves the horizon forward, and does nothing before the first run", async () => {
    expect(await database.moveTo(HORIZON)).to.include({
      changes: false,
      horizon: 0,
    });
    await database.ingest([registered(), ping(-1000), ping(10)]);
    expect(await database.moveTo(HORIZON)).to.include({ runId: 2 });
    for (const horizon of [HORIZON - 1, HORIZON])
      expect(await database.moveTo(horizon)).to.include({
        runId: null,
        changes: false,
        horizon: HORIZON,
      });
    // Late events are late even if there is nothing to forget.
    expect(await database.moveTo(HORIZON + 1)).to.include({ runId: 3 });
    expect(await database.moveTo(HORIZON + 2)).to.include({ runId: 4 });
    expect(await readHorizon(database.store)).to.equal(HORIZON + 2);
    expect((await readLedger(database.store)).last).to.include({
      runId: 4,
      request: "forget",
      state: "reported",
    });
  });

  it("is in a backup, and an earlier backup restores what was removed", () =>
    withFolder(async (folder) => {
      await database.ingest([registered(), ping(-1000), ping(10)]);
      await take(database.store, join(folder, "before"));
      await database.moveTo(HORIZON);
      await take(database.store, join(folder, "after"));
      for (const [name, horizon, pings] of [
        ["after", HORIZON, [10]],
        ["before", 0, [-1000, 10]],
      ] as const) {
        await emptyDatabase(database.store);
        await put(database.store, join(folder, name));
        expect(await readHorizon(database.store)).to.equal(horizon);
        expect(await database.rawPings()).to.deep.equal(pings);
        await database.expectSound();
        const late = await database.ingest([ping(-500)]);
        expect(late.accepted).to.equal(horizon === 0 ? 1 : 0);
      }
    }));

  it("leaves no old part of a table on the disk", async () => {
    await database.ingest(["{}", ping(-1000)], EARLIER);
    await database.moveTo(HORIZON);
    const parts = await database.store.query({
      name: "old-parts",
      sql: "SELECT table, name FROM system.parts WHERE database = currentDatabase() AND table IN ('session_pings', 'signed_held_events', 'signed_rejected_events') AND rows > 0",
    });
    expect(parts).to.deep.equal([]);
  });

  it("loses no session or id to a repair", async () => {
    await database.ingest([
      registered(),
      ping(-1000),
      ping(-940),
      ping(10),
      ping(500),
    ]);
    await database.moveTo(HORIZON);
    const whole = inOrder(await readState(database.store));
    for (const sql of [
      "ALTER TABLE signed_sessions DELETE WHERE session_start > 1728518500 SETTINGS mutations_sync = 2",
      "ALTER TABLE event_ids DELETE WHERE event_id IN (SELECT event_id FROM session_pings) SETTINGS mutations_sync = 2",
      "INSERT INTO event_ids SELECT * FROM event_ids LIMIT 1",
      "TRUNCATE TABLE summed_session_data",
    ])
      for (const shard of database.store.shards)
        await shard.command({ name: "plant", sql });
    const report = await verify(
      database.store,
      { repair: true },
      SILENT,
      NEVER,
    );
    expect(report.differences.map(({ table }) => table)).to.deep.equal([
      "event_ids",
      "signed_sessions",
      "summed_session_data",
      // They have a session more than there is.
      "signed_player_sessions",
      "summed_players",
      "summed_day_counts",
    ]);
    expect(report.repair?.left).to.deep.equal([]);
    expect(inOrder(await readState(database.store))).to.deep.equal(whole);
    const [ids] = await database.store.query<{ ids: number }>({
      name: "ids",
      sql: "SELECT count() AS ids FROM event_ids",
    });
    expect(Number(ids?.ids)).to.equal(5);
    await database.expectSound();
  });

  it("lets verify report what can be computed, and accept what cannot", async () => {
    await database.ingest([registered(), ping(-1000), ping(10)]);
    await database.moveTo(HORIZON);
    const report = await verify(
      database.store,
      { repair: false },
      SILENT,
      NEVER,
    );
    expect(formatVerify(report)).to.match(
      /^No differences: 13 tables match the raw events; sessions that ended before 2024-10-10 are taken as stored\. /,
    );
    // Nobody has sessions before registering.
    for (const changes of [
      `toUUID('${OTHER_USER_ID}') AS user_id`,
      "session_start - 86400 * 200 AS session_start, date - 200 AS date",
    ])
      await database.store.command({
        name: "plant",
        sql: `INSERT INTO signed_sessions SELECT * REPLACE (${changes}) FROM (SELECT * FROM signed_sessions WHERE user_id = '${USER_ID}' ORDER BY date LIMIT 1)`,
      });
    const { differences } = await verify(
      database.store,
      { repair: false },
      SILENT,
      NEVER,
    );
    expect(
      differences.find(({ table }) => table === "signed_sessions"),
    ).to.include({
      count: 2,
    });
  });
});
