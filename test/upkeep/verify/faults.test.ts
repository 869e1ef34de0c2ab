import { expect } from "chai";
import { formatVerify } from "../../../cli/verify/format-verify.ts";
import { isSound } from "../../../upkeep/verify/verify.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { KINDS, lendFaultless, lines, plant, run, sql } from "./faults.ts";

describe("verify, of a database with a fault", function () {
  this.timeout(120_000);
  const database = lendFaultless();

  for (const what of ["fact", "sum"] as const)
    it(`finds rows that are missing, doubled or wrong in tables of ${what}s, and repairs them`, () =>
      database.findAndRepair(what, (index) => KINDS[index % KINDS.length]!));

  it("changes nothing unless asked to", async () => {
    const { store } = database;
    await plant(store, "signed_sessions", "missing");
    const first = await run(store, false);
    expect(isSound(first)).to.equal(false);
    const { seconds, ...found } = await run(store, false);
    expect({ seconds: first.seconds, ...found }).to.deep.equal(first);
    expect(seconds).to.be.greaterThan(0);
  });

  it("shows the stored and the expected rows", async () => {
    const { store } = database;
    await emptyDatabase(store);
    await ingestContents(store, [
      Buffer.from(
        [
          '{"event_id": 1, "event_type": "registration", "event_timestamp": 1728487655, "event_data": {"country": "US", "user_id": "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "device_os": "Android"}}',
          '{"event_id": 2, "event_type": "session_ping", "event_timestamp": 1728494764, "event_data": {"user_id": "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "type": ""}}',
          '{"event_id": 3, "event_type": "session_ping", "event_timestamp": 1728494824, "event_data": {"user_id": "52d65a1b-8012-934e-001b-19e6ba3cdc0e", "type": ""}}',
        ].join("\n"),
      ),
    ]);
    await plant(store, "summed_session_data", "doubled");
    expect(formatVerify(await run(store, false))).to.match(
      new RegExp(
        `^session_data: 1 wrong
  user_id 52d65a1b-8012-934e-001b-19e6ba3cdc0e, date 2024-10-09
    stored:    session_count 2, time_spent_in_game 120
    should be: session_count 1, time_spent_in_game 60

The database differs from its raw events. \\(\\d\\.\\d\\d s\\)
npx touchline verify --repair computes these tables again.
$`,
      ),
    );
  });

  it("reports runs that do not balance, and raw events with the same id", async () => {
    const { store } = database;
    await emptyDatabase(store);
    await ingestContents(store, [asFile(lines)]);
    await sql(
      store,
      "INSERT INTO ledger SELECT * REPLACE (lines + 1 AS lines, now64(3) + 1 AS changed_at) FROM ledger FINAL",
    );
    await sql(
      store,
      "INSERT INTO session_pings SELECT * FROM session_pings ORDER BY event_id LIMIT 1",
    );
    const report = await run(store, true);
    expect(report.unbalancedRuns.map(({ runId }) => runId)).to.deep.equal([1]);
    expect(report.repeatedIds.count).to.equal(1);
    expect(isSound(report)).to.equal(false);
  });
});
