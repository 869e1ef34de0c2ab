import { expect } from "chai";
import { countByReason, type RunSummary } from "../../../ingest/summary.ts";
import { readState } from "../../support/database/database-state.ts";
import { buildMatch, OTHER_USER_ID } from "../../support/events/events.ts";
import { MIDNIGHT } from "../../support/season/cast.ts";
import { findsStarts } from "./finds-starts.ts";
import {
  EARLIER,
  HORIZON,
  lendRetention,
  nextId,
  ping,
  registered,
  registration,
} from "./lend-retention.ts";

const reasonsOf = ({ rejected }: RunSummary) => countByReason(rejected);

describe("forgetting, by example", function () {
  this.timeout(120_000);
  const database = lendRetention();

  it("keeps what a ping at the horizon would join, up to 60 s before it", async () => {
    await database.ingest([
      registered(),
      registered(OTHER_USER_ID),
      ...[ping(-180), ping(-120), ping(-60)],
      ...[ping(-121, OTHER_USER_ID), ping(-61, OTHER_USER_ID)],
    ]);
    await database.moveTo(HORIZON);
    expect(await database.rawPings()).to.deep.equal([-180, -120, -60]);
    await database.ingest([ping(0), ping(0, OTHER_USER_ID)]);
    expect(await database.sessions()).to.deep.equal([[-180, 0]]);
    expect(await database.sessions(OTHER_USER_ID)).to.deep.equal([
      [-121, -61],
      [0, 0],
    ]);
    await database.expectSound();
  });

  it("keeps a session over midnight, but not one 61 s before it", async () => {
    await database.ingest([
      registered(),
      ...[ping(-200), ping(-140)],
      ...[ping(-79), ping(-19), ping(41), ping(101)],
    ]);
    const before = await database.sessions();
    const { sessionPings } = await database.moveTo(HORIZON);
    expect(sessionPings).to.equal(2);
    expect(await database.rawPings()).to.deep.equal([-79, -19, 41, 101]);
    expect(await database.sessions()).to.deep.equal(before);
    await database.moveTo(HORIZON + 1);
    expect(await database.rawPings()).to.deep.equal([]);
    expect(await database.sessions()).to.deep.equal(before);
  });

  // test/long has more of them.
  findsStarts(database, [
    // A minute of it lies across the border of what is looked at first.
    [25, -1],
    [9 * 24, -60],
  ]);

  it("rejects a late ping whenever it arrives, and does not record its id", async () => {
    await database.ingest([registered(), ping(-300), ping(30)]);
    await database.moveTo(HORIZON);
    const late = [ping(-240), ping(-1)];
    const summary = await database.ingest([...late, ping(90)]);
    expect(summary.accepted).to.equal(1);
    expect(reasonsOf(summary)).to.deep.equal({ outside_retention: 2 });
    const again = await database.ingest(late);
    expect(reasonsOf(again)).to.deep.equal({ outside_retention: 2 });
    // Of an unknown user, and of one with another held ping.
    const held = await database.ingest([
      ping(-9, OTHER_USER_ID),
      ping(9, OTHER_USER_ID),
    ]);
    expect(reasonsOf(held)).to.deep.equal({
      outside_retention: 1,
      unregistered_user: 1,
    });
    const twice = ping(-5);
    const copy = { ...ping(95), event_id: twice.event_id };
    expect(
      reasonsOf(await database.ingest([twice, twice, copy, twice])),
    ).to.deep.equal({ duplicate_event: 1, outside_retention: 2 });
    expect(await database.sessions()).to.deep.equal([
      [-300, -300],
      [30, 95],
    ]);
    await database.expectSound();
  });

  it("lets a late registration count the pings that stayed", async () => {
    await database.ingest([ping(-1000), ping(-90), ping(-30), ping(20)]);
    const { sessionPings, heldPings } = await database.moveTo(HORIZON);
    expect({ sessionPings, heldPings }).to.deep.equal({
      sessionPings: 1,
      heldPings: 1,
    });
    const { held, rejectedByReason } = await readState(database.store);
    expect(held).to.have.length(3);
    expect(rejectedByReason).to.deep.equal({
      outside_retention: 1,
      unregistered_user: 3,
    });
    const { admitted } = await database.ingest([registration(-60)]);
    expect(admitted).to.equal(2);
    expect(await database.sessions()).to.deep.equal([[-30, 20]]);
    await database.ingest([registered()]);
    expect(await database.sessions()).to.deep.equal([[-90, 20]]);
    expect((await readState(database.store)).rejectedByReason).to.deep.equal({
      duplicate_registration: 1,
      outside_retention: 1,
    });
    await database.expectSound();
  });

  it("keeps the rejected lines of later runs, and of events that are still held", async () => {
    const start = { home_goals_scored: null, away_goals_scored: null };
    const unpaired = buildMatch(start, {
      event_id: nextId(),
      event_timestamp: MIDNIGHT - 500,
    });
    await database.ingest(
      ["{}", registered(), registered(OTHER_USER_ID), unpaired],
      EARLIER,
    );
    const stranger = "99999999-9999-4999-8999-999999999999";
    await database.ingest([ping(-400, stranger), ping(-20, stranger)], EARLIER);
    await database.ingest(["[]", ping(-401, stranger)]);
    const { heldPings, rejectedLines } = await database.moveTo(HORIZON);
    expect({ heldPings, rejectedLines }).to.deep.equal({
      heldPings: 2,
      rejectedLines: 2,
    });
    const lines = await database.store.query<{ run: number; line: number }>({
      name: "lines",
      sql: "SELECT source_run_id AS run, line, reason FROM rejected_events FINAL ORDER BY run, line",
    });
    expect(
      lines.map((row) => ({ ...row, line: Number(row.line) })),
    ).to.deep.equal([
      { run: 1, line: 4, reason: "match_unpaired" },
      { run: 2, line: 2, reason: "unregistered_user" },
      { run: 3, line: 1, reason: "malformed_json" },
      { run: 3, line: 2, reason: "outside_retention" },
    ]);
    // A match is paired, and a registration taken, from however long ago.
    const end = buildMatch(
      {},
      { event_id: nextId(), event_timestamp: MIDNIGHT - 400 },
    );
    const { accepted, admitted } = await database.ingest([
      end,
      registered(stranger),
    ]);
    expect({ accepted, admitted }).to.deep.equal({ accepted: 2, admitted: 2 });
    expect((await readState(database.store)).matches).to.have.length(1);
    expect(await database.sessions(stranger)).to.deep.equal([[-20, -20]]);
    await database.expectSound();
  });
});
